import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ConfigError } from '@koji/common/config/options';
import { type LimitedResource, limitedResources, readProcessLimit } from '@koji/common/config/process-limits';
import type { HubConfig } from './hub-config.ts';

const run = promisify(execFile);

/** Sets the RLIMIT_ settings on this process; those it starts later have them too. Throws ConfigError when the system refuses. */
export async function applyProcessLimits(config: HubConfig): Promise<void> {
  const wanted = limitedResources.flatMap((resource) => {
    const name = resource.toUpperCase() as Uppercase<LimitedResource>;
    const value = config[`rlimit${name}`];
    return value === undefined ? [] : [`--${resource}=${readProcessLimit(`RLIMIT_${name}`, value)}`];
  });
  if (wanted.length === 0) return;
  try {
    await run('prlimit', [`--pid=${process.pid}`, ...wanted]);
  } catch (cause) {
    throw new ConfigError(`the limits ${wanted.join(' ')} could not be set: ${(cause as Error).message}`, { cause });
  }
}
