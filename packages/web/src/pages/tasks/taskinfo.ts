import type { Received } from '@koji/common/client/hub-client';
import type { ListedBuild } from '@koji/common/types/build';
import type { Buildroot } from '@koji/common/types/buildroot';
import type { Channel } from '@koji/common/types/channel';
import { TASK_STATES } from '@koji/common/types/states';
import type { Task } from '@koji/common/types/task';
import type { User } from '@koji/common/types/user';
import type { WireValue } from '@koji/common/wire/values';
import type { HubReader } from '../../hub/hub-reader.ts';
import { answered, orElse, single } from '../../hub/outcomes.ts';
import { page } from '../page.ts';
import { found } from '../problems.ts';
import { type FailedLog, failedTask, readFailedLog } from './failed-log.ts';
import { nameParameters, type ParameterNames } from './name-parameters.ts';
import { isFault } from './task-fault.ts';
import { labelOf } from './task-label.ts';
import { type OutputFile, readOutput } from './task-output.ts';
import { readParameters, type TaskParameter } from './task-parameters.ts';
import { flattenTree, type TreeRow } from './task-tree.ts';
import { taskView } from './taskinfo.view.tsx';

export interface TaskData {
  readonly task: Received<Task>;
  readonly parent: Received<Task> | undefined;
  readonly rows: readonly TreeRow[];
  readonly parameters: readonly TaskParameter[];
  readonly parameterNames: ParameterNames;
  readonly builds: readonly Received<ListedBuild>[];
  readonly buildroots: readonly Received<Buildroot>[];
  readonly output: readonly OutputFile[];
  /** None while there is none; a struct with a faultCode for a task that failed. */
  readonly result: WireValue | undefined;
  /** Of a task that failed: the end of the log that says why. */
  readonly failedLog: FailedLog | undefined;
  readonly owner: User | undefined;
  readonly channel: Channel | undefined;
  /** Names of the hosts in the tree. */
  readonly hosts: ReadonlyMap<number, string>;
  /** How long builds of this package take on average, in seconds. */
  readonly usualSeconds: number | undefined;
}

export const taskinfo = page({
  name: 'taskinfo',
  section: 'tasks',
  parse: (query) => ({ taskID: query.id('taskID') }),
  load: (hub, { taskID }) => loadTask(hub, taskID),
  title: ({ task }) => `${labelOf(task)} #${task.id}`,
  view: taskView,
});

/** All that is shown of a task: two questions to the hub, and one more where names are missing or a log tells more. */
export async function loadTask(hub: HubReader, taskID: number): Promise<TaskData> {
  const [info, descendents, builds, buildroots, output, result] = await hub.attempt((hub) => [
    hub.getTaskInfo(taskID, { request: true }),
    hub.getTaskDescendents(taskID, { request: true }),
    hub.listBuilds({ taskID }),
    hub.listBuildroots({ taskID, queryOpts: { order: 'id', limit: 100 } }),
    hub.listTaskOutput(taskID, { stat: true, all_volumes: true }),
    hub.getTaskResult(taskID, { raise_fault: false }),
  ]);
  const task = found(single(answered(info)), 'task', taskID);
  const rows = flattenTree(answered(descendents), taskID);
  const ownBuilds = answered(builds);
  const hostIds = [...new Set([task, ...rows.map((row) => row.task)].flatMap(({ host_id }) => host_id ?? []))];
  const [owner, channel, parent, usual, ...hosts] = await hub.read((hub) => [
    hub.getUser({ userInfo: task.owner }),
    hub.getChannel(task.channel_id),
    hub.getTaskInfo(task.parent ?? task.id, { request: true }),
    hub.getAverageBuildDuration(ownBuilds[0]?.package_id ?? -1),
    ...hostIds.map((id) => hub.getHost(id)),
  ]);
  const parameters = readParameters(task.method, task.request);
  const ownResult = hasResult(task) ? orElse(result, undefined) : undefined;
  return {
    task,
    parent: task.parent === null ? undefined : (single(parent) ?? undefined),
    rows,
    parameters,
    parameterNames: await nameParameters(hub, parameters),
    builds: ownBuilds,
    buildroots: orElse(buildroots, []),
    output: readOutput(orElse(output, {})),
    result: ownResult,
    failedLog: isFault(ownResult) ? await readFailedLog(hub, failedTask(task, rows).id, ownResult.faultString) : undefined,
    owner: owner ?? undefined,
    channel: channel ?? undefined,
    hosts: new Map(hosts.flatMap((host) => (host ? [[host.id, host.name]] : []))),
    usualSeconds: usual ?? undefined,
  };
}

function hasResult({ state }: Pick<Task, 'state'>): boolean {
  return state === TASK_STATES.CLOSED || state === TASK_STATES.FAILED;
}
