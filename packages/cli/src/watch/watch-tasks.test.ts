import { GenericError } from '@koji/common/errors';
import type { WireStruct } from '@koji/common/wire/values';
import { expect, test } from 'vitest';
import { testKoji } from '../testing/run-koji.fixture.ts';

const [free, open, closed, canceled, failed] = [0, 1, 2, 3, 5];

/** Tasks that go on to their next state each time somebody looks, and stay in the last. */
function tasks(
  states: { readonly [id: string]: readonly number[] },
  children: { readonly [id: string]: readonly number[] } = {},
) {
  const looks = new Map<number, number>();
  return {
    getTaskInfo: (id: unknown): WireStruct | null => {
      const all = states[Number(id)];
      if (all === undefined) return null;
      const look = looks.get(Number(id)) ?? 0;
      looks.set(Number(id), look + 1);
      const state = all[Math.min(look, all.length - 1)] as number;
      return {
        id: Number(id),
        method: 'sleep',
        arch: 'noarch',
        state,
        host_id: state === free ? null : 3,
        request: [5],
        owner: 1,
      };
    },
    getTaskChildren: (id: unknown) => (children[Number(id)] ?? []).map((child) => ({ id: child })),
    getHost: () => ({ id: 3, name: 'builder1' }),
  };
}

test('tells each change of the tasks and their subtasks until all have ended', async () => {
  await using koji = await testKoji(tasks({ 1: [free, open, open, closed], 2: [open, closed] }, { 1: [2] }));
  const { status, stdout } = await koji.run('watch-task', '1');
  expect(stdout).toBe(`Watching tasks (this may be safely interrupted)...
1 sleep (noarch): free
  2 sleep (noarch): open (builder1)
1 sleep (noarch): free -> open (builder1)
  2 sleep (noarch): open (builder1) -> closed
  0 free  1 open  1 done  0 failed
1 sleep (noarch): open (builder1) -> closed
  0 free  0 open  2 done  0 failed

1 sleep (noarch) completed successfully
`);
  expect(status).toBe(0);
});

test('says why a task failed and where to read more', async () => {
  await using koji = await testKoji({
    ...tasks({ 4: [open, failed] }),
    getTaskResult: () => {
      throw new GenericError('no space left');
    },
    listTaskOutput: () => ({ 'root.log': ['DEFAULT'], 'a.src.rpm': ['DEFAULT'] }),
  });
  const { status, stdout } = await koji.run('watch-task', '4');
  expect(stdout).toContain(`4 sleep (noarch): open (builder1) -> FAILED: GenericError: no space left
  Relevant logs:
  http://files.example.com/work/tasks/4/4/root.log
  0 free  0 open  0 done  1 failed

4 sleep (noarch) failed
`);
  expect(status).toBe(1);
});

test.each([
  ['a canceled one', { 1: [canceled] }, 1],
  ['one of many that failed', { 1: [closed], 2: [canceled] }, 1],
  ['only successes', { 1: [closed], 2: [closed] }, 0],
])('the exit status of %s', async (_what, states, expected) => {
  await using koji = await testKoji(tasks(states));
  const { status, stdout } = await koji.run('watch-task', '--quiet', ...Object.keys(states));
  expect({ status, stdout }).toEqual({ status: expected, stdout: '' });
});

test('sees tasks that are only part of subtasks, and shows what was asked for at the top', async () => {
  await using koji = await testKoji(tasks({ 1: [closed], 2: [closed], 3: [closed], 4: [closed] }, { 1: [2, 4], 2: [3] }));
  expect((await koji.run('watch-task', '1', '4')).stdout).toBe(`Watching tasks (this may be safely interrupted)...
1 sleep (noarch): closed
  2 sleep (noarch): closed
    3 sleep (noarch): closed
4 sleep (noarch): closed

1 sleep (noarch) completed successfully
4 sleep (noarch) completed successfully
`);
});

test('asks the hub no more often for many subtasks than for one', async () => {
  const ids = Array.from({ length: 50 }, (_, i) => i + 2);
  const states = Object.fromEntries([[1, [open, closed]], ...ids.map((id) => [id, [open, closed]])]);
  await using one = await testKoji(tasks(states, { 1: [2] }));
  await using many = await testKoji(tasks(states, { 1: ids }));
  for (const koji of [one, many]) expect((await koji.run('watch-task', '1')).status).toBe(0);
  expect(many.hub.requests).toEqual(one.hub.requests);
});

test('a failed subtask does not fail a task that succeeded', async () => {
  await using koji = await testKoji({
    ...tasks({ 1: [closed], 2: [failed] }, { 1: [2] }),
    getTaskResult: () => null,
    listTaskOutput: () => ({}),
  });
  expect((await koji.run('watch-task', '1')).status).toBe(0);
});

test('an interrupted watch says how to go on', async () => {
  await using koji = await testKoji(tasks({ 1: [open] }));
  const { status, stdout } = await koji.interrupt('1 sleep', 'watch-task', '1');
  expect(stdout).toContain(`Tasks still running. You can continue to watch with the 'koji watch-task' command.
Running Tasks:
1 sleep (noarch): open (builder1)
`);
  expect(status).not.toBe(0);
});

test('a task that is not there', async () => {
  await using koji = await testKoji(tasks({}));
  expect(await koji.run('watch-task', '9')).toMatchObject({
    status: 1,
    stdout: 'Watching tasks (this may be safely interrupted)...\nNo such task id: 9\n',
  });
});
