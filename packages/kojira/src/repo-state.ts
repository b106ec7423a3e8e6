import { REPO_STATES, type RepoState, TASK_STATES, type TaskState } from '@koji/common/types/states';

/** What kojira reads of each repository (fields of repo.query); times in epoch seconds. */
export type RepoRow = {
  id: number;
  tag_id: number;
  tag_name: string;
  create_event: number;
  state: RepoState;
  dist: boolean;
  task_id: number | null;
  task_state: TaskState | null;
  /** Null for repositories older than hub 1.35. */
  creation_ts: number | null;
  state_ts: number | null;
  end_event: number | null;
  opts: object | null;
  custom_opts: object | null;
};

/** How long each stage lasts, in seconds. */
export interface Lifetimes {
  readonly initTimeoutS: number;
  readonly repoLifetimeS: number;
  readonly distRepoLifetimeS: number;
  readonly expiredRepoLifetimeS: number;
  readonly recheckPeriodS: number;
  readonly referenceRecheckPeriodS: number;
}

/** What kojira remembers of a repository between two looks at it; times in epoch seconds. */
export interface Memory {
  /** Stands in for a missing state_ts. */
  readonly changedAt: number;
  readonly expiryCheckedAt?: number | undefined;
  readonly referencesCheckedAt?: number | undefined;
}

/** Whether the newest repository of its kind stays although it is out of date. */
export type KeepNewest = 'always' | 'of a build tag' | 'never';
export type Action =
  | { readonly do: 'keep' }
  | { readonly do: 'mark as problem'; readonly because: string }
  | { readonly do: 'expire unless needed'; readonly keepNewest: KeepNewest }
  | { readonly do: 'delete unless referenced' };

const keep: Action = { do: 'keep' };

/** The next step in a repository's life. Expiring and deleting still depend on questions that only the hub can answer. */
export function decide(repo: RepoRow, now: number, limits: Lifetimes, memory: Memory): Action {
  switch (repo.state) {
    case REPO_STATES.INIT:
      return decideInit(repo, now, limits);
    case REPO_STATES.READY:
      return decideReady(repo, now, limits, memory);
    case REPO_STATES.EXPIRED:
    case REPO_STATES.PROBLEM:
      return decideExpired(repo, now, limits, memory);
    case REPO_STATES.DELETED:
      return keep;
    default:
      return unreachable(repo.state);
  }
}

function decideInit(repo: RepoRow, now: number, limits: Lifetimes): Action {
  if (!repo.creation_ts) return { do: 'mark as problem', because: 'it has no creation time' };
  if (now - repo.creation_ts > limits.initTimeoutS) return { do: 'mark as problem', because: 'it was not finished in time' };
  if (repo.task_state === TASK_STATES.CANCELED || repo.task_state === TASK_STATES.FAILED) {
    return { do: 'mark as problem', because: `task ${repo.task_id} did not finish it` };
  }
  return keep;
}

function decideReady(repo: RepoRow, now: number, limits: Lifetimes, memory: Memory): Action {
  const isDefault = hasDefaultOptions(repo);
  // Dist repositories have no custom options, so current ones are covered here too.
  if (repo.end_event === null && isDefault) return keep;
  const lifetimeS = repo.dist ? limits.distRepoLifetimeS : limits.repoLifetimeS;
  if (now - changedAt(repo, memory) <= lifetimeS) return keep;
  if (isRecent(memory.expiryCheckedAt, now, limits.recheckPeriodS)) return keep;
  return { do: 'expire unless needed', keepNewest: repo.dist ? 'always' : isDefault ? 'of a build tag' : 'never' };
}

function decideExpired(repo: RepoRow, now: number, limits: Lifetimes, memory: Memory): Action {
  if (now - changedAt(repo, memory) < limits.expiredRepoLifetimeS) return keep;
  if (isRecent(memory.referencesCheckedAt, now, limits.referenceRecheckPeriodS)) return keep;
  return { do: 'delete unless referenced' };
}

function hasDefaultOptions(repo: RepoRow): boolean {
  return repo.custom_opts === null || Object.keys(repo.custom_opts).length === 0;
}
function changedAt(repo: RepoRow, memory: Memory): number {
  return repo.state_ts || memory.changedAt;
}
function isRecent(checkedAt: number | undefined, now: number, periodS: number): boolean {
  return checkedAt !== undefined && now - checkedAt < periodS;
}
function unreachable(state: never): never {
  throw new Error(`unknown repository state ${state}`);
}
