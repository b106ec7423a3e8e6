import type { Double } from '../wire/values.ts';
import type { RepoState, TaskState } from './states.ts';

/** What a repository contains beside binary rpms. */
export type RepoOptions = { src?: boolean; debuginfo?: boolean; separate_src?: boolean; maven?: boolean };

/** What repoInfo, getRepo and repo.get answer. */
export type Repo = {
  id: number;
  tag_id: number;
  tag_name: string;
  creation_time: string;
  creation_ts: Double;
  state: RepoState;
  state_time: string;
  state_ts: Double;
  create_event: number;
  create_ts: Double;
  begin_event: number | null;
  begin_ts: Double | null;
  end_event: number | null;
  end_ts: Double | null;
  dist: boolean;
  opts: RepoOptions | null;
  custom_opts: RepoOptions | null;
  task_id: number | null;
  task_state: TaskState | null;
};

/** One row of getActiveRepos. */
export type ActiveRepo = Pick<
  Repo,
  | 'id'
  | 'tag_id'
  | 'create_event'
  | 'create_ts'
  | 'state'
  | 'dist'
  | 'task_id'
  | 'tag_name'
  | 'creation_ts'
  | 'state_ts'
  | 'end_event'
  | 'opts'
>;

/** A request in the repository queue. */
export type RepoRequest = {
  id: number;
  create_time: string;
  create_ts: Double;
  owner: number;
  owner_name: string;
  priority: number;
  tag_id: number;
  tag_name: string;
  at_event: number | null;
  min_event: number | null;
  opts: RepoOptions;
  update_time: string;
  update_ts: Double;
  active: boolean;
  task_id: number | null;
  task_state: TaskState | null;
  tries: number;
  repo_id: number | null;
};

/** Answer of repo.request: a repository that serves, or the request that will bring one. */
export type RepoRequestResult = { repo: Repo | null; request: RepoRequest | null; duplicate: boolean };

/** A buildroot that still uses a repository (repo.references). */
export type RepoReference = { id: number; host_id: number; task_id: number; create_event: number; state: number };
