import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TrialLayout } from './layout.ts';

export type ProcessState = 'running' | 'crashed' | 'stopped';
export interface Daemon {
  readonly state: ProcessState;
  readonly pid: number | undefined;
}

/** Long enough for a builder to give its tasks back. */
const patienceMs = 30_000;

export function logFile(layout: TrialLayout, name: string): string {
  return join(layout.logs, `${name}.log`);
}

/** Starts a program in a session of its own, its words appended to the component's log. */
export function startDaemon(layout: TrialLayout, name: string, argv: readonly [string, ...string[]]): void {
  const log = openSync(logFile(layout, name), 'a');
  const [program, ...args] = argv;
  const child = spawn(program, args, { cwd: layout.dir, detached: true, stdio: ['ignore', log, log] });
  closeSync(log);
  if (child.pid === undefined) throw new Error(`cannot start ${program}`);
  child.unref();
  writeFileSync(pidFile(layout, name), `${child.pid}\n${startTime(child.pid) ?? ''}\n`);
}

/** A component whose pid file outlived its process has crashed. */
export function inspectDaemon(layout: TrialLayout, name: string): Daemon {
  const file = pidFile(layout, name);
  if (!existsSync(file)) return { state: 'stopped', pid: undefined };
  const [pid, started] = readFileSync(file, 'utf8').split('\n');
  const isSame = startTime(Number(pid)) === started;
  return { state: isSame ? 'running' : 'crashed', pid: Number(pid) };
}

/** Asks the process to end and waits; one that does not is killed with its children. True where it had to be. */
export async function stopDaemon(layout: TrialLayout, name: string): Promise<boolean> {
  const { state, pid } = inspectDaemon(layout, name);
  let killed = false;
  if (state === 'running' && pid !== undefined) {
    process.kill(pid, 'SIGTERM');
    killed = !(await waitForEnd(layout, name, patienceMs));
    if (killed) {
      process.kill(-pid, 'SIGKILL');
      await waitForEnd(layout, name, patienceMs);
    }
  }
  rmSync(pidFile(layout, name), { force: true });
  return killed;
}

/** The end of a log, for messages about a component that did not come up. */
export async function logTail(layout: TrialLayout, name: string, bytes = 2000): Promise<string> {
  await using file = await open(logFile(layout, name));
  const { size } = await file.stat();
  const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, Math.max(0, size - bytes));
  return buffer.toString('utf8', 0, bytesRead).trim();
}

async function waitForEnd(layout: TrialLayout, name: string, timeoutMs: number): Promise<boolean> {
  for (const end = Date.now() + timeoutMs; Date.now() < end; await sleep(30)) {
    if (inspectDaemon(layout, name).state !== 'running') return true;
  }
  return false;
}

function pidFile(layout: TrialLayout, name: string): string {
  return join(layout.run, `${name}.pid`);
}

/** When a process began, in the kernel's ticks: a pid alone may belong to someone else by now. Zombies have ended. */
function startTime(pid: number): string | undefined {
  const file = `/proc/${pid}/stat`;
  if (!existsSync(file)) return undefined;
  const fields = readFileSync(file, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  return fields[0] === 'Z' ? undefined : fields[19];
}
