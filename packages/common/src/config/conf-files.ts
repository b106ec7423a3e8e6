import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { unlessMissing } from '../missing-files.ts';
import { ConfigError } from './options.ts';

/** The `*.conf` files of a directory in the order of their names; none where there is no such directory. */
export async function listConfFiles(directory: string): Promise<string[]> {
  const names = (await unlessMissing(readdir(directory))) ?? [];
  return names
    .filter((name) => name.endsWith('.conf'))
    .sort()
    .map((name) => join(directory, name));
}

/** The file itself, or the `*.conf` files where it is a directory. Throws ConfigError where there is neither. */
export async function confFilesAt(path: string): Promise<string[]> {
  try {
    return (await stat(path)).isDirectory() ? await listConfFiles(path) : [path];
  } catch (cause) {
    throw new ConfigError(`cannot read ${path}: ${(cause as Error).message}`, { cause });
  }
}
