import { access, constants, mkdir } from 'node:fs/promises';
import { basename, delimiter, join } from 'node:path';
import { ConfigError } from '@koji/common/config/options';
import type { Logger } from '@koji/common/service/logger';
import type { KojidConfig } from '../config.ts';

const standinName = 'koji-mock-standin.mjs';

/** Whether a program is the stand-in for hosts without mock. */
export function isStandin(mockpath: string): boolean {
  return basename(mockpath) === standinName;
}

/**
 * Checks at the start that there is a mock to call, and that the stand-in is used only where mock is not installed.
 * Throws ConfigError.
 */
export async function assertMockUsable(
  { mockpath, mockdir }: Pick<KojidConfig, 'mockpath' | 'mockdir'>,
  log: Logger,
): Promise<void> {
  if (isStandin(mockpath)) {
    const real = await findMock();
    if (real !== undefined) throw new ConfigError(`mockpath names the stand-in although mock is installed (${real})`);
    log.warn(
      { mockpath },
      'NO MOCK: builds run with the stand-in in the file system of this host, neither clean nor isolated nor reproducible',
    );
    // An installed mock has made it.
    await mkdir(mockdir, { recursive: true });
  }
  if (!(await isExecutable(mockpath))) throw new ConfigError(`mockpath is ${mockpath}, which is no program`);
}

/** The real mock on this host's search path, if there is one. */
export async function findMock(): Promise<string | undefined> {
  const directories = [...(process.env.PATH ?? '').split(delimiter), '/usr/bin', '/usr/local/bin'].filter((path) => path !== '');
  for (const directory of directories) {
    const path = join(directory, 'mock');
    if (await isExecutable(path)) return path;
  }
  return undefined;
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
