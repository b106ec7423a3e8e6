import { setTimeout as sleep } from 'node:timers/promises';
import { encodeResponse } from '@koji/common/wire/encode';
import { expect, test } from 'vitest';
import { startHub, type TestHub } from '../testing/hub.fixture.ts';

const one = encodeResponse(1);
const prompt = { PromptScheduling: 'yes', RunInterval: '86400' };

async function aBuilder(hub: TestHub, name: string) {
  const id = await (await hub.as('kojiadmin')).addHost(name, ['x86_64']);
  const { hub: session } = await hub.login(name);
  await session.exclusiveSession();
  await session.host.updateHost(0, true);
  return { id, host: session.host };
}
/** Tasks by state, once nothing has changed for a while. */
async function settle(hub: TestHub) {
  let before = '';
  for (;;) {
    const states = await hub.database.sql<{ id: number; state: number; host_id: number | null }>(
      'select id, state, host_id from task order by id',
    );
    if (JSON.stringify(states) === before) return states;
    before = JSON.stringify(states);
    await sleep(500);
  }
}
function countByHost(tasks: readonly { readonly host_id: number | null }[]): number[] {
  const counts = new Map<number, number>();
  for (const { host_id } of tasks) if (host_id !== null) counts.set(host_id, (counts.get(host_id) ?? 0) + 1);
  return [...counts.values()];
}

test('hub processes that hear of the same tasks give each to one host, and no host more than it may have', async () => {
  await using hub = await startHub({ settings: { ...prompt, MaxJobs: '2' } });
  await using _second = await hub.openAnother();
  await using _third = await hub.openAnother();
  const builders = [await aBuilder(hub, 'builder1'), await aBuilder(hub, 'builder2'), await aBuilder(hub, 'builder3')];
  const admins = [await hub.login('kojiadmin'), await hub.login('kojiadmin'), await hub.login('kojiadmin')];
  await Promise.all(
    admins.map(async ({ hub: admin }) => {
      for (let i = 0; i < 5; i += 1) await admin.makeTask('sleep', [i]);
    }),
  );
  const first = (await settle(hub)).filter((task) => task.state !== 0);
  expect(countByHost(first)).toEqual([2, 2, 2]);

  const running = builders.map(async ({ host }) => {
    for (let idle = 0; idle < 10; ) {
      const [task] = (await host.waitForWork(0.2)).assigned;
      idle = task ? 0 : idle + 1;
      if (task) expect(await host.openTask(task.id)).not.toBeNull();
      if (task) await host.closeTask(task.id, one);
    }
  });
  await Promise.all(running);
  expect((await settle(hub)).map((task) => task.state)).toEqual(Array.from({ length: 15 }, () => 2));
  expect(await hub.database.sql('select count(*)::int, count(distinct task_id)::int as tasks from scheduler_task_runs')).toEqual([
    { count: 15, tasks: 15 },
  ]);
  expect(await hub.database.sql("select msg from scheduler_log_messages where msg <> 'Assigning task'")).toEqual([]);
  for (const admin of admins) admin.close();
});

test('what happens while a hub process is cut off from the others’ news is seen when it hears them again', async () => {
  await using hub = await startHub({ settings: prompt });
  const builder = await aBuilder(hub, 'builder1');
  await settle(hub);
  await hub.database.sql(
    "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'koji-hub bus'",
  );
  await sleep(200);
  const id = await (await hub.as('kojiadmin')).makeTask('sleep', [1]);
  await sleep(2500);
  expect(await settle(hub)).toEqual([{ id, state: 4, host_id: builder.id }]);
});

test('a pass that failed is made up for without further news', async () => {
  await using hub = await startHub({ settings: prompt });
  const builder = await aBuilder(hub, 'builder1');
  await hub.database.sql(`
    create table faults (n int);
    insert into faults values (1);
    create function fail() returns trigger language plpgsql security definer as $$
      begin if exists (select from faults) then raise 'out of order'; end if; return new; end $$;
    create trigger failing before insert on scheduler_task_runs for each row execute function fail()`);
  const id = await (await hub.as('kojiadmin')).makeTask('sleep', [1]);
  await sleep(500);
  expect(await settle(hub)).toEqual([{ id, state: 0, host_id: null }]);
  await hub.database.sql('delete from faults');
  await sleep(2500);
  expect(await settle(hub)).toEqual([{ id, state: 4, host_id: builder.id }]);
});
