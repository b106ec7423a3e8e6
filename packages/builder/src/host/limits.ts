import { ConfigError } from '@koji/common/config/options';
import { isSuccess, type Runner } from '../process/runner.ts';

/** Sets resource limits of this process, which everything it starts inherits. Throws ConfigError when one is refused. */
export async function applyLimits(runner: Runner, limits: { readonly [resource: string]: string }): Promise<void> {
  const options = Object.entries(limits).map(([resource, limit]) => `--${resource}=${limit}`);
  if (options.length === 0) return;
  const outcome = await runner.capture(['prlimit', `--pid=${process.pid}`, ...options]);
  if (!isSuccess(outcome)) throw new ConfigError(`cannot set resource limits: ${outcome.stderr.trim()}`);
}
