import type { Received } from '@koji/common/client/hub-client';
import type { TaskOutput, TaskOutputStat } from '@koji/common/types/task';

/** One file that a task has put out. */
export interface OutputFile {
  readonly name: string;
  readonly volume: string;
  readonly size: number;
  /** Epoch seconds. */
  readonly changedAt: number;
}

/** The files of listTaskOutput with stat and all_volumes, logs first. */
export function readOutput(output: Received<TaskOutput>): OutputFile[] {
  const files = Object.entries(output as { [name: string]: { [volume: string]: Received<TaskOutputStat> } }).flatMap(
    ([name, volumes]) =>
      Object.entries(volumes).map(([volume, stat]) => ({
        name,
        volume,
        size: Number(stat.st_size) || 0,
        changedAt: stat.st_mtime,
      })),
  );
  return files.sort((a, b) => Number(isLog(b.name)) - Number(isLog(a.name)) || (a.name < b.name ? -1 : 1));
}
export function isLog(name: string): boolean {
  return name.endsWith('.log');
}

/** The log that tells most of what a task is doing: the one written last, of equals the build's own. */
export function liveliestLog(files: readonly OutputFile[]): OutputFile | undefined {
  const logs = files.filter(({ name, size }) => isLog(name) && size > 0);
  const rank = ({ name }: OutputFile) => ['build.log', 'root.log', 'mock_output.log'].indexOf(name) + 1 || 9;
  return logs.sort((a, b) => Math.round(b.changedAt - a.changedAt) || rank(a) - rank(b))[0];
}
