import { expect, test } from 'vitest';
import { type Candidate, type Job, planAssignments } from './rank-hosts.ts';

function aHost(id: number, values: Partial<Candidate> = {}): Candidate {
  return {
    id,
    capacity: 2,
    maxjobs: 10,
    ready: true,
    bins: new Set(['1:noarch', '1:x86_64']),
    load: 0,
    ntasks: 0,
    demand: 0,
    ...values,
  };
}
function aJob(id: number, values: Partial<Job> = {}): Job {
  return { id, bin: '1:x86_64', weight: 1, ...values };
}
function plan(hosts: Candidate[], jobs: Job[], refused: (task: number, host: number) => boolean = () => false) {
  return planAssignments(hosts, jobs, refused, 5).map(({ taskId, hostId }) => [taskId, hostId]);
}

test('tasks spread over idle hosts', () => {
  expect(plan([aHost(1), aHost(2)], [aJob(10), aJob(11)])).toEqual([
    [10, 1],
    [11, 2],
  ]);
});
test('the least loaded host is first', () => {
  expect(plan([aHost(1, { load: 1.5, ntasks: 1 }), aHost(2)], [aJob(10)])).toEqual([[10, 2]]);
});
test('a host that only few tasks need is taken before one that others wait for', () => {
  const everything = aHost(1, { bins: new Set(['1:x86_64', '1:aarch64']) });
  expect(plan([everything, aHost(2)], [aJob(10), aJob(11, { bin: '1:aarch64' })])).toEqual([
    [10, 2],
    [11, 1],
  ]);
});
test('only hosts that are ready, of the bin, below maxjobs and not refused get a task', () => {
  const unfit = [
    aHost(1, { ready: false }),
    aHost(2, { bins: new Set(['2:x86_64']) }),
    aHost(3, { maxjobs: 1, ntasks: 1 }),
    aHost(4),
  ];
  expect(plan(unfit, [aJob(10)], (task, host) => task === 10 && host === 4)).toEqual([]);
});
test('a host is full by load, yet a heavy task may overcommit it a little', () => {
  expect(plan([aHost(1, { load: 2 })], [aJob(10)])).toEqual([]);
  expect(plan([aHost(1, { load: 1.9 })], [aJob(10, { weight: 4 })])).toEqual([[10, 1]]);
  expect(plan([aHost(1, { load: 1 })], [aJob(10, { weight: 6.5 })])).toEqual([]);
});
test('what was given out in this pass counts against the next task', () => {
  expect(plan([aHost(1, { maxjobs: 2 })], [aJob(10), aJob(11), aJob(12)])).toEqual([
    [10, 1],
    [11, 1],
  ]);
});
