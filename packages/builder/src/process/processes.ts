import { readdir, readFile } from 'node:fs/promises';
import { isErrno } from '@koji/common/missing-files';

/** A process as /proc shows it. */
export interface ProcessInfo {
  readonly pid: number;
  readonly parent: number;
  readonly session: number;
  /** When it started, in clock ticks since boot: tells two processes apart that had the same number. */
  readonly startTime: number;
  readonly state: string;
  readonly command: string;
}

/** Of a process that ended, and of one that /proc hides from us because it is none of ours. */
const unreadable = ['ENOENT', 'ESRCH', 'EPERM', 'EACCES'];

export async function readProcess(pid: number): Promise<ProcessInfo | undefined> {
  try {
    return parseStat(await readFile(`/proc/${pid}/stat`, 'utf8'));
  } catch (error) {
    if (!unreadable.some((code) => isErrno(error, code))) throw error;
    return undefined;
  }
}

/** Every process that has not ended; those that only wait to be reaped do not count. */
export async function listProcesses(): Promise<ProcessInfo[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(pids.map((pid) => readProcess(Number(pid))));
  return found.filter((process): process is ProcessInfo => process !== undefined && process.state !== 'Z');
}

/** Reads a line of /proc/PID/stat. The command stands in parentheses and may hold anything, even parentheses. */
export function parseStat(line: string): ProcessInfo {
  const open = line.indexOf('(');
  const close = line.lastIndexOf(')');
  const fields = line.slice(close + 2).split(' ');
  const field = (number: number) => fields[number - 3] ?? '';
  return {
    pid: Number(line.slice(0, open)),
    command: line.slice(open + 1, close),
    state: field(3),
    parent: Number(field(4)),
    session: Number(field(6)),
    startTime: Number(field(22)),
  };
}

/**
 * The process, all below it, and all of its session: that way those are found too whose parents ended before them.
 * Children come before their parents.
 */
export function processTree(processes: readonly ProcessInfo[], root: number): ProcessInfo[] {
  const byParent = groupByParent(processes);
  const found = new Map<number, ProcessInfo>();
  const visit = (process: ProcessInfo) => {
    if (found.has(process.pid)) return;
    found.set(process.pid, process);
    for (const child of byParent.get(process.pid) ?? []) visit(child);
  };
  for (const process of processes) {
    if (process.pid === root || process.session === root) visit(process);
  }
  return [...found.values()].sort((a, b) => depth(found, b) - depth(found, a));
}

function groupByParent(processes: readonly ProcessInfo[]): Map<number, ProcessInfo[]> {
  const groups = new Map<number, ProcessInfo[]>();
  for (const process of processes) groups.set(process.parent, [...(groups.get(process.parent) ?? []), process]);
  return groups;
}

function depth(tree: ReadonlyMap<number, ProcessInfo>, process: ProcessInfo): number {
  const parent = tree.get(process.parent);
  return parent === undefined || parent === process ? 0 : depth(tree, parent) + 1;
}
