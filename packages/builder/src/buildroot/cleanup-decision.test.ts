import { TASK_STATES } from '@koji/common/types/states';
import { expect, test } from 'vitest';
import { type Cleanup, decideCleanup, type UsedBuildroot } from './cleanup-decision.ts';

const delays = { buildrootBasicCleanupDelayS: 120, buildrootFinalCleanupDelayS: 86400, failedBuildrootLifetimeS: 14400 };
const used: UsedBuildroot = { retiredForS: 60, rootUntouchedForS: 60, taskState: TASK_STATES.CLOSED, isSpaceScarce: false };
const failed = TASK_STATES.FAILED;

test.each<[string, Partial<UsedBuildroot>, Cleanup]>([
  ['just used', {}, 'keep'],
  ['used for a while', { retiredForS: 200, rootUntouchedForS: 200 }, 'empty'],
  ['used, but something still changes in it', { retiredForS: 200, rootUntouchedForS: 10 }, 'keep'],
  ['empty already', { retiredForS: 200, rootUntouchedForS: undefined }, 'keep'],
  ['used long ago', { retiredForS: 90000, rootUntouchedForS: 90000 }, 'remove'],
  ['used long ago and without root', { retiredForS: 90000, rootUntouchedForS: undefined }, 'remove'],
  ['of a failed task', { retiredForS: 10000, rootUntouchedForS: 10000, taskState: failed }, 'keep'],
  [
    'of a failed task, but space is scarce',
    { retiredForS: 10000, rootUntouchedForS: 10000, taskState: failed, isSpaceScarce: true },
    'empty',
  ],
  ['of a task that failed long ago', { retiredForS: 20000, rootUntouchedForS: 20000, taskState: failed }, 'empty'],
])('a build root %s', (_title, more, expected) => {
  expect(decideCleanup({ ...used, ...more }, delays)).toBe(expected);
});
