import { splitArches } from '@koji/common/arch';
import { TASK_STATES } from '@koji/common/types/states';
import { takeNamedLock } from '../db/locks.ts';
import type { Call } from '../rpc/call.ts';
import { freeTask } from '../tasks/change-state.ts';
import { lockTask } from '../tasks/queries.ts';
import { assignTaskTo } from './assign.ts';
import {
  type ActiveTask,
  deleteStaleRefusals,
  endRuns,
  endStaleRuns,
  insertLogMessage,
  listActiveTasks,
  listFreeTasks,
  listRefusals,
  listSchedulableHosts,
  markNotReady,
  ranSince,
  readClock,
  readLastRunAge,
  recordRefusal,
  type SchedulableHost,
  writeLastRun,
} from './queries.ts';
import { type Candidate, planAssignments } from './rank-hosts.ts';

export interface ScheduleOptions {
  /** Waits for a pass that is under way elsewhere instead of giving up. */
  readonly wait: boolean;
  /** Runs although the last pass was less than RunInterval ago. */
  readonly ignoreInterval: boolean;
  /** Does nothing when a pass has begun since this call did: it has seen what we would see. */
  readonly onlyIfNew?: boolean;
}

/** One pass of the scheduler, unless another hub process is at it. False when it did not run. */
export async function schedule(call: Call, options: ScheduleOptions): Promise<boolean> {
  // Most polls end here, without a lock that others would find taken.
  if (!options.ignoreInterval && !(await isDue(call))) return false;
  const startedAt = options.onlyIfNew ? await readClock(call.db) : undefined;
  if (!(await takeNamedLock(call.db, 'scheduler', { wait: options.wait }))) return false;
  if (startedAt !== undefined && (await ranSince(call.db, startedAt))) return false;
  if (!options.ignoreInterval && !(await isDue(call))) return false;
  await writeLastRun(call.db);
  const hosts = await checkHosts(call);
  const active = await checkActiveTasks(call, hosts);
  await endStaleRuns(call.db);
  await deleteStaleRefusals(call.db, call.config.softRefusalTimeoutS);
  await assignFreeTasks(call, hosts, active);
  return true;
}

async function isDue(call: Call): Promise<boolean> {
  const age = await readLastRunAge(call.db);
  if (age === null) return true;
  if (age < 0) {
    call.log.warn({ age }, 'the last scheduler run lies in the future; correcting it');
    await writeLastRun(call.db);
    return false;
  }
  return age >= call.config.runIntervalS;
}

async function checkHosts(call: Call): Promise<SchedulableHost[]> {
  const hosts = await listSchedulableHosts(call.db);
  for (const host of hosts) {
    const isSilent = host.silent === null || host.silent.value > call.config.readyTimeoutS;
    if (!host.ready || !isSilent) continue;
    host.ready = false;
    await markNotReady(call.db, host.id);
    await insertLogMessage(call.db, 'Marking host as not ready', { hostId: host.id });
  }
  return hosts;
}

/** Takes tasks back from hosts that do not start them or have gone silent. Answers those that stay. */
async function checkActiveTasks(call: Call, hosts: readonly SchedulableHost[]): Promise<ActiveTask[]> {
  const byId = new Map(hosts.map((host) => [host.id, host]));
  const staying: ActiveTask[] = [];
  for (const task of await listActiveTasks(call.db)) {
    const reason = reasonToFree(call, task, task.host_id === null ? undefined : byId.get(task.host_id));
    if (reason === undefined) {
      staying.push(task);
      continue;
    }
    if (reason === 'assignment timeout' && task.seen_since && task.host_id !== null) {
      await recordRefusal(call.db, { taskId: task.id, hostId: task.host_id, soft: true, byHost: false, message: reason });
    }
    await takeBack(call, task, reason);
  }
  return staying;
}
function reasonToFree(call: Call, task: ActiveTask, host: SchedulableHost | undefined): string | undefined {
  if (task.host_id === null) return 'no host';
  // Disabled hosts finish what they have; overrides have no run.
  if (!host || task.run_id === null) return undefined;
  if (task.state === TASK_STATES.ASSIGNED)
    return (task.assigned_for?.value ?? 0) > call.config.assignTimeoutS ? 'assignment timeout' : undefined;
  return host.silent === null || host.silent.value > call.config.hostTimeoutS ? 'host timeout' : undefined;
}
async function takeBack(call: Call, task: ActiveTask, reason: string): Promise<void> {
  const row = await lockTask(call.db, task.id);
  // It may have ended or moved on since it was listed.
  if (!row || row.state !== task.state || row.host_id !== task.host_id) return;
  await freeTask(call, row);
  await endRuns(call.db, task.id);
  await insertLogMessage(call.db, `Freeing task: ${reason}`, { taskId: task.id, hostId: task.host_id });
}

async function assignFreeTasks(call: Call, hosts: readonly SchedulableHost[], active: readonly ActiveTask[]): Promise<void> {
  const free = await listFreeTasks(call.db);
  if (free.length === 0) return;
  const refusals = new Set((await listRefusals(call.db)).map((r) => `${r.task_id}:${r.host_id}`));
  const plan = planAssignments(
    hosts.map((host) => candidate(call, host, active)),
    free.map((task) => ({ id: task.id, bin: `${task.channel_id}:${task.arch}`, weight: task.weight.value })),
    (taskId, hostId) => refusals.has(`${taskId}:${hostId}`),
    call.config.capacityOvercommit,
  );
  for (const { taskId, hostId } of plan) await assignTaskTo(call, taskId, hostId, { override: false });
}
function candidate(call: Call, host: SchedulableHost, active: readonly ActiveTask[]): Candidate {
  const own = active.filter((task) => task.host_id === host.id);
  const arches = new Set([...splitArches(host.arches), 'noarch']);
  return {
    id: host.id,
    capacity: host.capacity.value,
    maxjobs: host.maxjobs ?? call.config.maxJobs,
    ready: host.ready,
    bins: new Set(host.channels.flatMap((channel) => [...arches].map((arch) => `${channel}:${arch}`))),
    load: own.reduce((sum, task) => sum + (task.waiting ? 0 : task.weight.value), 0),
    ntasks: own.length,
    demand: 0,
  };
}
