import { TASK_STATES } from '@koji/common/types/states';

/** What is known of a build root that nobody uses any more. Ages in seconds. */
export interface UsedBuildroot {
  /** Since the hub was told that it is used up. */
  readonly retiredForS: number;
  /** Since something changed directly in its root; undefined when there is no root directory. */
  readonly rootUntouchedForS: number | undefined;
  readonly taskState: number | undefined;
  readonly isSpaceScarce: boolean;
}
export interface CleanupDelays {
  readonly buildrootBasicCleanupDelayS: number;
  readonly buildrootFinalCleanupDelayS: number;
  readonly failedBuildrootLifetimeS: number;
}

/**
 * `empty` takes the files and leaves the directory, because a package manager that still works in it would do harm
 * elsewhere without; `remove` takes everything with the configuration.
 */
export type Cleanup = 'keep' | 'empty' | 'remove';

export function decideCleanup(buildroot: UsedBuildroot, delays: CleanupDelays): Cleanup {
  const { retiredForS, rootUntouchedForS, taskState, isSpaceScarce } = buildroot;
  // People look into the build roots of failed tasks, as long as there is room for that.
  const isWorthKeeping = taskState === TASK_STATES.FAILED && retiredForS < delays.failedBuildrootLifetimeS;
  if (isWorthKeeping && !isSpaceScarce) return 'keep';
  const ageS = Math.min(retiredForS, rootUntouchedForS ?? retiredForS);
  if (ageS > delays.buildrootFinalCleanupDelayS) return 'remove';
  return ageS > delays.buildrootBasicCleanupDelayS && rootUntouchedForS !== undefined ? 'empty' : 'keep';
}
