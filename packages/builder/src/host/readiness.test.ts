import { expect, test } from 'vitest';
import { type HostState, reasonNotReady } from './readiness.ts';

const idle: HostState = {
  isRestartPending: false,
  isEnabled: true,
  load: 0,
  capacity: 2,
  runningTasks: 0,
  maxjobs: 10,
  freeMiB: 9000,
  minspaceMiB: 8192,
  loadAverage: 0.5,
  cpus: 2,
  maxLoadPerCpu: 4,
};

test.each<[string, Partial<HostState>, string | undefined]>([
  ['idle', {}, undefined],
  ['exactly at its capacity', { load: 2 }, undefined],
  ['over its capacity', { load: 2.1 }, 'Over capacity: 2.10 > 2.00'],
  ['about to restart', { isRestartPending: true }, 'Pending restart'],
  ['disabled', { isEnabled: false }, 'Host is disabled'],
  ['full', { runningTasks: 10 }, 'Full queue'],
  ['short of space', { freeMiB: 8191 }, 'Insufficient disk space: 8191 MiB, 8192 MiB required'],
  ['busy with as much as it may', { loadAverage: 8 }, undefined],
  ['as busy, but allowed more', { loadAverage: 8.1, maxLoadPerCpu: 5 }, undefined],
  ['busy otherwise', { loadAverage: 8.1 }, 'Load average 8.10 > 8.00'],
])('a host that is %s', (_title, more, expected) => {
  expect(reasonNotReady({ ...idle, ...more })).toBe(expected);
});
