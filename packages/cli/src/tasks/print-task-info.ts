import { GenericError } from '@koji/common/errors';
import { PathLayout } from '@koji/common/paths/layout';
import { nameOf, TASK_STATES } from '@koji/common/types/states';
import type { CommandContext } from '../command.ts';
import { sortBy } from '../listing/sort-by.ts';
import type { FoundTask } from '../lookups/find-task.ts';
import { asctime } from '../output/times.ts';
import { filesOf, type TaskFile, type VolumesByName } from '../watch/task-files.ts';
import { describeRequest } from './describe-request.ts';

const mockDirectory = '/var/lib/mock';
const nothing = 'No outputs reported [1]';

export interface TaskInfoStyle {
  /** Tells what the task was asked to do. */
  readonly verbose: boolean;
  /** Goes on with its subtasks. */
  readonly recurse: boolean;
}

/** Prints all about a task; subtasks stand further to the right. */
export async function printTaskInfo(context: CommandContext, taskId: number, style: TaskInfoStyle, level = 0): Promise<void> {
  const { hub, out } = context;
  const indent = '  '.repeat(level);
  for (const line of await taskLines(context, taskId, style)) out.line(indent + line);
  out.line();
  if (!style.recurse) return;
  const children = await hub.getTaskChildren(taskId, { request: true });
  for (const { id } of sortBy(children, (child) => child.id)) await printTaskInfo(context, id, style, level + 1);
}

async function taskLines(context: CommandContext, taskId: number, { verbose }: TaskInfoStyle): Promise<string[]> {
  const { hub, session } = context;
  const [found, buildroots, [build], output] = await session.batch((batch) => [
    batch.getTaskInfo(taskId),
    batch.listBuildroots({ taskID: taskId }),
    batch.listBuilds({ taskID: taskId }),
    batch.listTaskOutput(taskId, { all_volumes: true }),
  ]);
  const task = found as unknown as FoundTask | null;
  if (!task) throw new GenericError(`No such task: ${taskId}`);
  const owner = await hub.getUser({ userInfo: task.owner });
  const host = task.host_id === null ? null : await hub.getHost(task.host_id);
  const { logs, others } = outputPaths(context, taskId, filesOf(output as VolumesByName));
  return [
    `Task: ${taskId}`,
    `Type: ${task.method}`,
    ...(verbose ? ['Request Parameters:', ...indented(await describeRequest(context, task.method, taskId))] : []),
    `Owner: ${owner?.name}`,
    `State: ${nameOf(TASK_STATES, task.state).toLowerCase()}`,
    `Created: ${asctime(task.create_ts)}`,
    ...(task.start_ts ? [`Started: ${asctime(task.start_ts)}`] : []),
    ...(task.completion_ts ? [`Finished: ${asctime(task.completion_ts)}`] : []),
    ...(host ? [`Host: ${host.name}`] : []),
    ...(build ? [`Build: ${build.nvr} (${build.build_id})`] : []),
    ...(buildroots.length > 0 ? ['Buildroots:', ...indented(buildroots.map(buildrootPath))] : []),
    'Log Files:',
    ...indented(logs.length > 0 ? logs : [nothing]),
    'Output:',
    ...indented(others.length > 0 ? others : [nothing]),
    ...(logs.length > 0 && others.length > 0
      ? []
      : ['[1] Not all tasks produce outputs, and task outputs are not retained indefinitely.']),
  ];
}

function buildrootPath({
  tag_name,
  id,
  repo_id,
}: {
  readonly tag_name: string | null;
  readonly id: number;
  readonly repo_id: number | null;
}): string {
  return `${mockDirectory}/${tag_name}-${id}-${repo_id}/`;
}

function outputPaths({ settings }: CommandContext, taskId: number, files: readonly TaskFile[]) {
  const layout = new PathLayout(settings.topdir);
  const path = ({ name, volume }: TaskFile) => layout.task(taskId, volume, name);
  return {
    logs: files.filter(({ name }) => name.endsWith('.log')).map(path),
    others: files.filter(({ name }) => !name.endsWith('.log')).map(path),
  };
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}
