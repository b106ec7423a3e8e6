import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@koji/common/service/logger';
import { listProcesses, type ProcessInfo, processTree, readProcess } from './processes.ts';

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
  const tree = new LivingTree(root);
  for (const { signal, patienceMs } of steps) {
    const alive = await tree.look();
    if (alive.length === 0) return true;
    log.info({ signal, processes: alive.map(({ pid, command }) => `${pid} ${command}`) }, 'ending processes');
    for (const { pid } of alive) sendSignal(pid, signal);
    if (await isGone(tree, patienceMs)) return true;
  }
  log.error({ processes: await tree.look() }, 'processes cannot be ended');
  return false;
}

async function isGone(tree: LivingTree, patienceMs: number): Promise<boolean> {
  for (let waited = 0; waited < patienceMs; waited += lookEveryMs) {
    if ((await tree.look()).length === 0) return true;
    await sleep(lookEveryMs);
  }
  return false;
}

/** What is left of a process and all it started. Members stay members when their parents end before them. */
class LivingTree {
  readonly #members = new Map<number, number>();

  constructor({ pid, startTime }: ProcessIdentity) {
    this.#members.set(pid, startTime);
  }

  async look(): Promise<ProcessInfo[]> {
    const processes = await listProcesses();
    const byPid = new Map(processes.map((process) => [process.pid, process]));
    const found = new Map<number, ProcessInfo>();
    for (const [pid, startTime] of this.#members) {
      const now = byPid.get(pid);
      // A number is not given out again while a session of that number lives: whoever has it now is a stranger.
      if (now && now.startTime !== startTime) continue;
      for (const process of processTree(processes, pid)) found.set(process.pid, process);
    }
    for (const { pid, startTime } of found.values()) this.#members.set(pid, startTime);
    return [...found.values()];
  }
}

export function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // It ended in the meantime.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
