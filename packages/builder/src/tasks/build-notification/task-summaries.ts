import { KojiError } from '@koji/common/errors';
import { taskLabel } from '@koji/common/tasks/labels';
import { nameOf, TASK_STATES } from '@koji/common/types/states';
import type { WireValue } from '@koji/common/wire/values';
import type { BuilderHub } from '../../session.ts';

/** A file of a task's output and the volume it lies on. */
export interface OutputFile {
  readonly name: string;
  readonly volume: string;
}
/** What a mail tells about one task of a build. */
export interface TaskSummary {
  readonly id: number;
  readonly state: string;
  readonly arch: string;
  /** The arch that it built for, which places its files in the build. */
  readonly buildArch: string;
  readonly host: string | undefined;
  readonly label: string;
  /** The error's text for failed ones. */
  readonly result: string;
  readonly logs: readonly OutputFile[];
  readonly rpms: readonly string[];
  readonly srpms: readonly string[];
  readonly others: readonly OutputFile[];
}

interface TaskRow {
  readonly id: number;
  readonly method: string;
  readonly arch: string;
  readonly label: string | null;
  readonly state: number;
  readonly host_id: number | null;
  readonly request?: WireValue[] | null;
}

/** A task and all below it. */
export async function summarizeTasks(hub: BuilderHub, taskId: number): Promise<TaskSummary[]> {
  const task = (await hub.getTaskInfo(taskId, { request: true })) as TaskRow | null;
  if (!task) return [];
  const children = (await hub.getTaskChildren(taskId)) as { id: number }[];
  const below = await Promise.all(children.map(({ id }) => summarizeTasks(hub, id)));
  return [await summarize(hub, task), ...below.flat()];
}

async function summarize(hub: BuilderHub, task: TaskRow): Promise<TaskSummary> {
  const host = task.host_id === null ? null : await hub.getHost(task.host_id);
  const output = (await hub.listTaskOutput(task.id, { all_volumes: true })) as { [name: string]: string[] };
  const files = Object.entries(output).flatMap(([name, volumes]) => volumes.map((volume) => ({ name, volume })));
  const named = (accepts: (name: string) => boolean) => [...new Set(files.map(({ name }) => name).filter(accepts))].sort();
  return {
    id: task.id,
    state: nameOf(TASK_STATES, task.state).toLowerCase(),
    arch: task.arch,
    buildArch: task.label ?? '',
    host: (host as { name: string } | null)?.name,
    label: taskLabel(task),
    result: await resultText(hub, task.id),
    logs: files.filter(({ name }) => name.endsWith('.log')).sort(byVolumeAndName),
    srpms: named((name) => name.endsWith('.src.rpm')),
    rpms: named((name) => name.endsWith('.rpm') && !name.endsWith('.src.rpm')),
    others: files.filter(({ name }) => !/\.(log|rpm)$/.test(name)).sort(byVolumeAndName),
  };
}

async function resultText(hub: BuilderHub, taskId: number): Promise<string> {
  try {
    const result = await hub.getTaskResult(taskId);
    return typeof result === 'string' && result !== '' ? result : 'Unknown';
  } catch (error) {
    if (!(error instanceof KojiError)) throw error;
    return error.message.trim();
  }
}

function byVolumeAndName(a: OutputFile, b: OutputFile): number {
  return `${a.volume}\0${a.name}` < `${b.volume}\0${b.name}` ? -1 : 1;
}
