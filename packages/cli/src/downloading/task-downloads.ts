import type { TaskFile } from '../watch/task-files.ts';

export interface DownloadedTask {
  readonly id: number;
  readonly method: string;
  readonly arch: string;
}
export interface TaskDownload extends TaskFile {
  readonly taskId: number;
  /** Where the file goes here. */
  readonly target: string;
}

export interface DownloadChoice {
  readonly arches: readonly string[];
  readonly logs: boolean;
  /** Every kind of file of every kind of task. */
  readonly all: boolean;
  readonly dirpertask: boolean;
  readonly filter: readonly RegExp[];
  readonly skip: readonly RegExp[];
}

/** What to download of a task's files: rpms of builds, and what else was asked for. */
export function taskDownloads(task: DownloadedTask, files: readonly TaskFile[], choice: DownloadChoice): TaskDownload[] {
  return files
    .filter(
      ({ name }) => choice.filter.every((pattern) => pattern.test(name)) && !choice.skip.some((pattern) => pattern.test(name)),
    )
    .filter(({ name }) => isWanted(task, name, choice))
    .map((file) => ({ ...file, taskId: task.id, target: targetOf(task, file, choice) }));
}

function isWanted({ method }: DownloadedTask, name: string, { arches, logs, all }: DownloadChoice): boolean {
  const type = typeOf(name);
  if (type === 'log') return logs;
  if (isBuild(method) && isRpm(type)) return arches.length === 0 || arches.includes(name.split('.').at(-2) ?? '');
  return all;
}

function isBuild(method: string): boolean {
  return method === 'build' || method === 'buildArch';
}
function isRpm(type: string): boolean {
  return type === 'rpm' || type === 'src.rpm';
}
function typeOf(name: string): string {
  return name.endsWith('src.rpm') ? 'src.rpm' : (name.split('.').at(-1) ?? '');
}

/** Tasks of several architectures write files of the same name: the architecture goes into the names that lack it. */
function targetOf({ id, arch, method }: DownloadedTask, { name, volume }: TaskFile, { dirpertask }: DownloadChoice): string {
  const isElsewhere = volume !== 'DEFAULT';
  if (dirpertask) return isElsewhere ? `${id}/${volume}/${name}` : `${id}/${name}`;
  const type = typeOf(name);
  const keepsName = name.includes(arch) || type === 'src.rpm' || (isBuild(method) && isRpm(type));
  const local = keepsName ? name : `${name.slice(0, -type.length)}${arch}.${type}`;
  return isElsewhere ? `${volume}/${local}` : local;
}
