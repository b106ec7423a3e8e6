import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@koji/common/service/logger';
import { listProcesses, processTree, readProcess } from './processes.ts';

/** A process that may have ended and given its number to another since. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly startTime: number;
}

export async function identify(pid: number): Promise<ProcessIdentity | undefined> {
  const process = await readProcess(pid);
  return process && { pid, startTime: process.startTime };
}

/** An interrupt first: mock unmounts what it mounted. */
const steps: readonly { readonly signal: NodeJS.Signals; readonly patienceMs: number }[] = [
  { signal: 'SIGINT', patienceMs: 5000 },
  { signal: 'SIGTERM', patienceMs: 3000 },
  { signal: 'SIGKILL', patienceMs: 5000 },
];
const lookEveryMs = 50;

/** Ends a process and everything it started, more firmly each time. False when something survived. */
export async function killTree(root: ProcessIdentity, log: Logger): Promise<boolean> {
  for (const { signal, patienceMs } of steps) {
    const tree = await treeOf(root);
    if (tree.length === 0) return true;
    log.info({ signal, processes: tree.map(({ pid, command }) => `${pid} ${command}`) }, 'ending processes');
    for (const { pid } of tree) sendSignal(pid, signal);
    if (await isGone(root, patienceMs)) return true;
  }
  log.error({ processes: await treeOf(root) }, 'processes cannot be ended');
  return false;
}

async function isGone(root: ProcessIdentity, patienceMs: number): Promise<boolean> {
  for (let waited = 0; waited < patienceMs; waited += lookEveryMs) {
    if ((await treeOf(root)).length === 0) return true;
    await sleep(lookEveryMs);
  }
  return false;
}

async function treeOf({ pid, startTime }: ProcessIdentity) {
  const processes = await listProcesses();
  const leader = processes.find((process) => process.pid === pid);
  // A number is not given out again while a session of that number lives: whoever has it now is a stranger.
  if (leader && leader.startTime !== startTime) return [];
  return processTree(processes, pid);
}

export function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // It ended in the meantime.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
