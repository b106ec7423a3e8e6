import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** What the process in the background tells the one that was started. */
export type StartReport = { readonly ready: true } | { readonly failed: string };

const backgroundMark = 'KOJI_SERVICE_IN_BACKGROUND';

/**
 * Starts this program again as a process without a terminal, and waits until it reports to be at work. Throws with its
 * reason when it does not get that far.
 */
export async function startInBackground(service: string, argv: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, [process.argv[1] ?? '', ...argv], {
    detached: true,
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    env: { ...process.env, [backgroundMark]: '1' },
  });
  const exited = once(child, 'exit').then(([code]) => ({ failed: `${service} ended at once with exit code ${code}` }));
  const reported = once(child, 'message').then(([report]) => report as StartReport);
  const report: StartReport = await Promise.race([reported, exited]);
  if ('failed' in report) throw new Error(report.failed);
  if (child.connected) child.disconnect();
  child.unref();
  return child.pid ?? 0;
}

export function isInBackground(): boolean {
  return process.env[backgroundMark] === '1';
}

/** Says how the start went, once; the process that waits for it ends thereupon. */
export function reportStart(report: StartReport): void {
  if (isInBackground() && process.connected) process.send?.(report);
}
