import { HubSession } from '@koji/common/client/hub-client';
import { encodeResponse } from '@koji/common/wire/encode';
import { expect, test } from 'vitest';
import type { HubApi } from '../api.ts';
import { startHub, type TestHub } from '../testing/hub.fixture.ts';

const one = encodeResponse(1);

/** A host that is ready, by two sessions: calls of one session wait for each other. */
async function aBuilder(hub: TestHub, name: string) {
  const admin = await hub.as('kojiadmin');
  await admin.addHost(name, ['x86_64']);
  const session = await hub.login(name);
  await session.hub.exclusiveSession();
  await session.hub.host.updateHost(0, true);
  const waiter = new HubSession<HubApi>({ server: hub.url, tls: { serverca: hub.ca }, doubles: 'plain' });
  waiter.resume(await session.subsession());
  return { hub: session.hub, waiter: waiter.hub };
}

test('a builder that waits has a new task within a second, and learns when it is taken away again', async () => {
  await using hub = await startHub({ settings: { PromptScheduling: 'yes', RunInterval: '86400' } });
  const admin = await hub.as('kojiadmin');
  const builder = await aBuilder(hub, 'builder1');
  expect(await builder.waiter.host.waitForWork(0)).toEqual({ assigned: [], open: [], mark: '/' });

  const waiting = builder.waiter.host.waitForWork(20);
  const startedAt = performance.now();
  const id = await admin.makeTask('sleep', [1]);
  const work = await waiting;
  expect(work.assigned).toMatchObject([{ id, method: 'sleep', state: 4 }]);
  expect(performance.now() - startedAt).toBeLessThan(1000);

  expect(await builder.hub.host.openTask(id)).toMatchObject({ id, state: 1 });
  const { mark, open } = await builder.waiter.host.waitForWork(0, { mark: work.mark });
  expect(open).toMatchObject([{ id }]);
  const canceled = builder.waiter.host.waitForWork(20, { mark });
  await admin.cancelTask(id);
  expect((await canceled).open).toEqual([]);
});

test('the end of an awaited child wakes the builder that runs the parent', async () => {
  await using hub = await startHub({ settings: { PromptScheduling: 'yes', RunInterval: '86400' } });
  const admin = await hub.as('kojiadmin');
  const [first, second] = [await aBuilder(hub, 'builder1'), await aBuilder(hub, 'builder2')];
  const parent = await admin.makeTask('waittest', [1], { assign: 'builder1' });
  await first.hub.host.openTask(parent);
  const child = await first.hub.host.subtask('sleep', [0], parent, { label: 'a' });
  await first.hub.host.taskSetWait(parent, [child]);
  await admin.assignTask(child, 'builder2', { force: true });
  await second.hub.host.openTask(child);

  const waiting = first.waiter.host.waitForWork(20);
  await second.hub.host.closeTask(child, one);
  expect((await waiting).open).toMatchObject([{ id: parent, alert: true }]);
  expect(await first.hub.host.taskWait(parent)).toEqual([[child], []]);
  expect(await first.hub.host.taskWaitResults(parent, [child])).toEqual([[child, 1]]);
});

test('the end of one child after the other is news each time, however quickly they follow', async () => {
  await using hub = await startHub({ settings: { PromptScheduling: 'yes', RunInterval: '86400' } });
  const admin = await hub.as('kojiadmin');
  const [first, second] = [await aBuilder(hub, 'builder1'), await aBuilder(hub, 'builder2')];
  const parent = await admin.makeTask('waittest', [2], { assign: 'builder1' });
  await first.hub.host.openTask(parent);
  const children: number[] = [];
  for (const label of ['a', 'b']) {
    const child = await first.hub.host.subtask('sleep', [0], parent, { label });
    children.push(child);
    await admin.assignTask(child, 'builder2', { force: true });
    await second.hub.host.openTask(child);
  }
  const [a, b] = children as [number, number];
  await first.hub.host.taskSetWait(parent, children);
  await second.hub.host.closeTask(a, one);
  const { mark } = await first.waiter.host.waitForWork(20);
  // The builder asks for the next news before the parent has looked.
  const waiting = first.waiter.host.waitForWork(20, { mark });
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(await first.hub.host.taskWait(parent)).toEqual([[a], [b]]);
  const startedAt = performance.now();
  await second.hub.host.closeTask(b, one);
  expect((await waiting).open).toMatchObject([{ id: parent, alert: true }]);
  expect(performance.now() - startedAt).toBeLessThan(5000);
});

test('a task that no host had room for goes out when one has', async () => {
  await using hub = await startHub({ settings: { PromptScheduling: 'yes', RunInterval: '86400', MaxJobs: '1' } });
  const admin = await hub.as('kojiadmin');
  const builder = await aBuilder(hub, 'builder1');
  const first = await admin.makeTask('sleep', [1]);
  expect((await builder.waiter.host.waitForWork(20)).assigned).toHaveLength(1);
  await builder.hub.host.openTask(first);
  const second = await admin.makeTask('sleep', [2]);
  expect((await builder.waiter.host.waitForWork(0.3)).assigned).toEqual([]);
  const waiting = builder.waiter.host.waitForWork(20);
  await builder.hub.host.closeTask(first, one);
  expect((await waiting).assigned).toMatchObject([{ id: second }]);
});
