import { once } from 'node:events';
import type { ProcessRunner } from '../process/runner.ts';

/** How a successor says that it wants one in turn. */
const restartCode = 75;
const successorMark = 'KOJID_SUCCESSOR';

/** Whether this process runs below the one that the service manager knows. */
export function isSuccessor(): boolean {
  return process.env[successorMark] === '1';
}

export function announceRestart(): void {
  process.exitCode = restartCode;
}

/** Fires when the process above a successor is gone; never in a process that is none. */
export function parentGone(): AbortSignal {
  const gone = new AbortController();
  if (isSuccessor()) process.once('disconnect', () => gone.abort(new Error('the process above is gone')));
  return gone.signal;
}

/**
 * Runs kojid anew, and again when it asks for that, with the code and configuration as they are then. This process
 * stays above it, so that the service manager sees the same one. Answers the exit code.
 */
export async function runSuccessors(runner: ProcessRunner, argv: readonly string[], signal: AbortSignal): Promise<number> {
  process.env[successorMark] = '1';
  for (;;) {
    const child = runner.startProgram(process.argv[1] ?? '', argv, { foreground: true });
    const stop = () => child.kill('SIGTERM');
    const restart = () => child.kill('SIGUSR1');
    signal.addEventListener('abort', stop, { once: true });
    process.on('SIGUSR1', restart);
    const [code] = (await once(child, 'exit')) as [number | null];
    signal.removeEventListener('abort', stop);
    process.off('SIGUSR1', restart);
    if (code !== restartCode || signal.aborted) return code ?? 1;
  }
}
