import { EventEmitter, once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, utimes } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { structValue } from '@koji/common/client/hub-client';
import { createLogger } from '@koji/common/service/logger';
import { REPO_STATES } from '@koji/common/types/states';
import { encodeResponse } from '@koji/common/wire/encode';
import { expect, test } from 'vitest';
import { startHub, type TestHub, type TestSession } from '../packages/hub/src/testing/hub.fixture.ts';
import { readConfig } from '../packages/kojira/src/config.ts';
import { runKojira } from '../packages/kojira/src/daemon.ts';

/** kojira itself on the hub's tree, impatient enough for a test. */
async function startKojira(hub: TestHub, settings = '') {
  const stop = new AbortController();
  const cert = await hub.certificate('kojira');
  const { config } = readConfig(
    `[kojira]\nserver = ${hub.url}\ntopdir = ${hub.topdir}\ncert = ${cert}\nserverca = ${hub.ca}\nsleeptime = 1\nlogfile = none\n${settings}`,
    'kojira.conf',
  );
  const ready = new EventEmitter();
  const started = once(ready, 'ready');
  const log = createLogger({ name: 'kojira', level: 'silent' });
  const running = runKojira({ config, forceLock: false, log, signal: stop.signal, onReady: () => ready.emit('ready') });
  await Promise.race([started, running]);
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await running;
    },
  };
}

/** A hub with a build tag, a target and a builder, whose part the test plays. */
async function aSite() {
  const hub = await startHub({ settings: { RepoQueueUser: 'kojira', RunInterval: '1' } });
  const admin = await hub.as('kojiadmin');
  await admin.createUser('kojira');
  await admin.grantPermission('kojira', 'repo');
  await admin.createTag('dest');
  await admin.createTag('build', { arches: 'x86_64' });
  await admin.createBuildTarget('f42', 'build', 'dest');
  await admin.addHost('builder1', ['x86_64']);
  await admin.addHostToChannel('builder1', 'createrepo');
  const builder = await hub.login('builder1');
  await builder.exclusiveSession();
  return { hub, admin, builder };
}

/** Takes the next task, as soon as there is one. */
async function openNextTask({ hub }: TestSession): Promise<{ readonly id: number }> {
  const task = await eventually(async () => {
    await hub.host.updateHost(0, true);
    return (await hub.host.getTasks())[0];
  });
  await hub.host.openTask(task.id);
  return task;
}

/** Takes the next newRepo task and does it, the way a builder without any rpms does; answers the repository's id. */
async function makeNextRepo(builder: TestSession): Promise<number> {
  const task = await openNextTask(builder);
  const [repoId, event] = (await builder.call('host.repoInit', ['build', task.id])) as [number, number];
  await builder.call('host.repoDone', [repoId, structValue({})]);
  await builder.hub.host.closeTask(task.id, encodeResponse([repoId, event]));
  return repoId;
}

async function eventually<T>(look: () => Promise<T | undefined | null | false>): Promise<T> {
  for (let waited = 0; waited < 20_000; waited += 50) {
    const found = await look();
    if (found) return found;
    await sleep(50);
  }
  throw new Error('waited for 20 s in vain');
}

test('a request is made at once, an outdated repository goes, the newest of a build tag stays', async () => {
  const { hub, admin, builder } = await aSite();
  await using _hub = hub;
  await using _kojira = await startKojira(hub, 'repo_lifetime = 0\nexpired_repo_lifetime = 0\nrecheck_period = 0\n');
  const stateOf = async (id: number) => (await admin.repoInfo(id))?.state;

  const { request } = await admin.repo.request('build');
  const first = await makeNextRepo(builder);
  const { repo } = await eventually(async () => {
    const checked = await admin.repo.checkRequest(request?.id ?? 0);
    return checked.repo && checked;
  });
  expect(repo?.id).toBe(first);
  expect(existsSync(`${hub.topdir}/repos/build/${first}/repo.json`)).toBe(true);

  // Outdated, yet the only one there is.
  const parent = (await admin.createTag('parent')) as number;
  const link = { parent_id: parent, priority: 1, maxdepth: null, intransitive: false, noconfig: false, pkg_filter: '' };
  await admin.setInheritanceData('build', [link]);
  await eventually(async () => ((await admin.repoInfo(first)) as { end_event?: number | null } | null)?.end_event);
  await sleep(2500);
  expect(await stateOf(first)).toBe(REPO_STATES.READY);

  await admin.repo.request('build', { min_event: 'last' });
  const second = await makeNextRepo(builder);
  await eventually(async () => (await stateOf(first)) === REPO_STATES.DELETED);
  await eventually(async () => !existsSync(`${hub.topdir}/repos/build/${first}`));
  expect(await stateOf(second)).toBe(REPO_STATES.READY);
  expect(existsSync(`${hub.topdir}/repos/build/${second}/repo.json`)).toBe(true);
});

test('a repository whose task was cancelled becomes a problem', async () => {
  const { hub, admin, builder } = await aSite();
  await using _hub = hub;
  await using _kojira = await startKojira(hub);
  await admin.repo.request('build');
  const task = await openNextTask(builder);
  const [repoId] = (await builder.call('host.repoInit', ['build', task.id])) as [number];
  await admin.cancelTask(task.id);
  await eventually(async () => (await admin.repoInfo(repoId))?.state === REPO_STATES.PROBLEM);
});

test('a change in an external repository outdates what was made with it', async () => {
  const { hub, admin, builder } = await aSite();
  await using _hub = hub;
  let timestamp = 1_700_000_000;
  const server = createServer((request, response) => {
    const isThere = request.url === '/x86_64/repodata/repomd.xml';
    response.writeHead(isThere ? 200 : 404).end(`<repomd><data><timestamp>${timestamp}</timestamp></data></repomd>`);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  await using _server = { [Symbol.asyncDispose]: async () => void server.close() };
  const { id } = await admin.createExternalRepo('other', `http://127.0.0.1:${(server.address() as AddressInfo).port}/$arch`);
  await admin.addExternalRepoToTag('build', 'other', 10);
  await using _kojira = await startKojira(hub);
  const known = async () => (await admin.repo.getExternalRepoData(id)) as { max_ts?: number } | null;
  await eventually(async () => (await known())?.max_ts === timestamp);

  await admin.repo.request('build', { min_event: 'last' });
  const repoId = await makeNextRepo(builder);
  timestamp += 100;
  await eventually(async () => (await known())?.max_ts === timestamp);
  await eventually(async () => ((await admin.repoInfo(repoId)) as { end_event?: number | null } | null)?.end_event);
});

test('directories that the hub knows nothing of are removed when they are old', async () => {
  const { hub } = await aSite();
  await using _hub = hub;
  const [old, fresh] = [`${hub.topdir}/repos/build/77`, `${hub.topdir}/repos/build/78`];
  for (const directory of [old, fresh]) await mkdir(`${directory}/x86_64`, { recursive: true });
  await utimes(old, 1, 1);
  await using _kojira = await startKojira(hub);
  await eventually(async () => !existsSync(old));
  expect(existsSync(fresh)).toBe(true);
});
