import { TASK_STATES } from '@koji/common/types/states';
import type { HubReader } from '../../hub/hub-reader.ts';
import { orElse, single } from '../../hub/outcomes.ts';
import { page } from '../page.ts';
import { badRequest, found } from '../problems.ts';
import { isLog, type OutputFile, readOutput } from './task-output.ts';
import { flattenTree, type TreeTask } from './task-tree.ts';
import { watchlogsView } from './watchlogs.view.tsx';

const mostTasks = 20;

/** The logs of one task. */
export interface TaskLogs {
  readonly task: TreeTask;
  readonly logs: readonly OutputFile[];
}
export interface WatchedLogs {
  readonly tasks: readonly TaskLogs[];
  /** The log to follow; without a name it is the one that is being written. */
  readonly chosen: { readonly taskID: number; readonly name: string | undefined; readonly volume: string | undefined };
}

export const watchlogs = page({
  name: 'watchlogs',
  section: 'tasks',
  parse(query) {
    const taskIDs = query.ids('taskID');
    if (taskIDs.length === 0) throw badRequest('taskID is missing in the address.');
    if (taskIDs.length > mostTasks) throw badRequest(`More than ${mostTasks} tasks cannot be watched at once.`);
    return { taskIDs, of: query.optionalId('of'), name: query.text('name'), volume: query.text('volume') };
  },
  async load(hub, { taskIDs, of, name, volume }): Promise<WatchedLogs> {
    const tasks = await listTasksWithLogs(hub, taskIDs);
    const taskID =
      of ??
      tasks.findLast(({ task, logs }) => task.state === TASK_STATES.OPEN && logs.length > 0)?.task.id ??
      tasks.findLast(({ logs }) => logs.length > 0)?.task.id;
    return { tasks, chosen: { taskID: taskID ?? (taskIDs[0] as number), name, volume } };
  },
  title: ({ tasks }) => (tasks.length === 1 ? `Logs of task ${tasks[0]?.task.id}` : 'Logs'),
  view: watchlogsView,
});

async function listTasksWithLogs(hub: HubReader, taskIDs: readonly number[]): Promise<TaskLogs[]> {
  const wanted = await hub.read((hub) => taskIDs.map((id) => hub.getTaskInfo(id, { request: true })));
  const roots = taskIDs.map((id, i) => found(single(wanted[i]), 'task', id));
  const trees = await hub.read((hub) => roots.map(({ id }) => hub.getTaskDescendents(id, { request: true })));
  const tasks = roots.flatMap((task, i) => [task, ...flattenTree(trees[i] ?? {}, task.id).map((row) => row.task)]);
  const outputs = await hub.attempt((hub) => tasks.map(({ id }) => hub.listTaskOutput(id, { stat: true, all_volumes: true })));
  return tasks.map((task, i) => ({
    task,
    logs: readOutput(orElse(outputs[i], {})).filter(({ name }) => isLog(name)),
  }));
}
