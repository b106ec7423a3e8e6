import { lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Received } from '@koji/common/client/hub-client';
import { unlessMissing } from '@koji/common/missing-files';
import type { Logger } from '@koji/common/service/logger';
import { removeTree } from '@koji/common/service/remove-tree';
import type { Buildroot } from '@koji/common/types/buildroot';
import { BR_STATES } from '@koji/common/types/states';
import type { KojidConfig } from '../config.ts';
import { freeSpaceMiB } from '../host/disk.ts';
import type { Runner } from '../process/runner.ts';
import type { BuilderHub } from '../session.ts';
import { decideCleanup } from './cleanup-decision.ts';
import { type LocalBuildroot, listLocalBuildroots } from './local-buildroots.ts';
import { unmountBelow } from './mounts.ts';
import { type BuildrootPaths, buildrootPaths } from './paths.ts';

export interface UpkeepOptions {
  readonly hub: BuilderHub;
  readonly hostId: number;
  readonly config: KojidConfig;
  readonly runner: Runner;
  /** Whether a task runs on this host. */
  readonly isRunning: (taskId: number) => boolean;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

type BuildrootFacts = Pick<Received<Buildroot>, 'id' | 'task_id' | 'retire_ts'>;

/** Tells the hub which build roots are used up, and frees the space of those that are since long enough. */
export async function tendBuildroots(options: UpkeepOptions): Promise<void> {
  const active = await expireAbandoned(options);
  const local = await listLocalBuildroots(options.config.mockconfdir);
  const used = local.filter(({ id }) => !active.has(id));
  if (used.length > 0) await cleanUp(options, used);
}

/** Answers the ids of the build roots that the hub counts as in use. */
async function expireAbandoned({ hub, hostId, isRunning, log }: UpkeepOptions): Promise<ReadonlySet<number>> {
  const states = [BR_STATES.INIT, BR_STATES.WAITING, BR_STATES.BUILDING];
  const active = (await hub.listBuildroots({ hostID: hostId, state: states })) as BuildrootFacts[];
  for (const { id, task_id: taskId } of active) {
    if (taskId !== null && isRunning(taskId)) continue;
    log.info({ buildroot: id, task: taskId }, 'the task of a build root is gone, expiring it');
    await hub.host.setBuildRootState(id, BR_STATES.EXPIRED);
  }
  return new Set(active.map(({ id }) => id));
}

async function cleanUp(options: UpkeepOptions, used: readonly LocalBuildroot[]): Promise<void> {
  const { hub, config, log, signal } = options;
  const rows = (await hub.listBuildroots({ buildrootID: used.map(({ id }) => id) })) as BuildrootFacts[];
  const known = new Map(rows.map((row) => [row.id, row]));
  const states = await taskStates(
    hub,
    rows.map(({ task_id: taskId }) => taskId),
  );
  const isSpaceScarce = (await freeSpaceMiB(config.mockdir)) < config.minspaceMiB;
  for (const local of used) {
    if (signal.aborted) return;
    const row = known.get(local.id);
    if (!row || row.retire_ts === null) {
      log.warn({ buildroot: local.name }, row ? 'build root has no time of retirement' : 'the hub does not know a build root');
      continue;
    }
    const paths = buildrootPaths(config, local.name);
    const action = decideCleanup(
      {
        retiredForS: Date.now() / 1000 - row.retire_ts,
        rootUntouchedForS: await ageS(paths.root),
        taskState: row.task_id === null ? undefined : states.get(row.task_id),
        isSpaceScarce,
      },
      config,
    );
    if (action !== 'keep')
      await clear(options, paths, action).catch((err: unknown) => log.warn({ err, buildroot: local.name }, 'could not clean up'));
  }
}

async function taskStates(hub: BuilderHub, taskIds: readonly (number | null)[]): Promise<Map<number, number>> {
  const ids = [...new Set(taskIds.filter((id) => id !== null))];
  if (ids.length === 0) return new Map();
  const tasks = (await hub.getTaskInfo(ids)) as ({ id: number; state: number } | null)[];
  return new Map(tasks.filter((task) => task !== null).map((task) => [task.id, task.state]));
}

async function ageS(path: string): Promise<number | undefined> {
  const info = await unlessMissing(lstat(path));
  return info && (Date.now() - info.mtimeMs) / 1000;
}

async function clear({ runner, log }: UpkeepOptions, paths: BuildrootPaths, action: 'empty' | 'remove'): Promise<void> {
  const tops = [paths.top, paths.bootstrap];
  if (action === 'remove') {
    log.info({ buildroot: paths.top }, 'removing build root');
    for (const top of tops) {
      await unmountBelow(runner, top);
      await removeTree(top);
    }
    await rm(paths.config, { force: true });
    return;
  }
  for (const top of tops) {
    await unmountBelow(runner, top);
    await emptyDirectory(join(top, 'root'), log);
    for (const name of ['result', 'results']) await removeTree(join(top, name));
  }
}

async function emptyDirectory(path: string, log: Logger): Promise<void> {
  const entries = (await unlessMissing(readdir(path, { withFileTypes: true }))) ?? [];
  if (entries.length > 0) log.info({ path }, 'emptying build root');
  for (const entry of entries) {
    if (entry.isDirectory()) await removeTree(join(path, entry.name));
    else await rm(join(path, entry.name), { force: true });
  }
}
