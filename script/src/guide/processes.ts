import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { isErrno } from '@koji/common/missing-files';

/** In the environment of everything that belongs to a site: services leave the process that started them. */
export const siteMark = 'KOJI_GUIDE_ROOT';

/** Long enough for a builder to give its tasks back. */
const patienceMs = 30_000;

/** Ends all processes of the site at `root`, and the last resort is to kill them. */
export async function endProcesses(root: string): Promise<void> {
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    for (const pid of processesOf(root)) send(pid, signal);
    for (const end = Date.now() + patienceMs; Date.now() < end; await sleep(50)) if (processesOf(root).length === 0) return;
  }
  throw new Error(`these processes do not end: ${processesOf(root).join(', ')}`);
}

function processesOf(root: string): number[] {
  const mark = `\0${siteMark}=${root}\0`;
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && environmentOf(pid).includes(mark));
}

function environmentOf(pid: number): string {
  try {
    return `\0${readFileSync(`/proc/${pid}/environ`, 'latin1')}`;
  } catch (error) {
    // It has ended, or is somebody else's.
    if (['ENOENT', 'ESRCH', 'EACCES'].some((code) => isErrno(error, code))) return '';
    throw error;
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!isErrno(error, 'ESRCH')) throw error;
  }
}
