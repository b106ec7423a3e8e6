import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { unlessMissing } from '@koji/common/missing-files';

/** A build root of which this host has a configuration. */
export interface LocalBuildroot {
  readonly id: number;
  readonly name: string;
  readonly configPath: string;
}

const headBytes = 4096;

/** The build roots that this host has configurations of, oldest first. */
export async function listLocalBuildroots(mockconfdir: string): Promise<LocalBuildroot[]> {
  const names = (await unlessMissing(readdir(mockconfdir))) ?? [];
  const configs = names.filter((name) => name.endsWith('.cfg')).map((name) => join(mockconfdir, name));
  const found = await Promise.all(configs.map(async (path) => readBuildrootHeader(await readHead(path), path)));
  return found.filter((buildroot): buildroot is LocalBuildroot => buildroot !== undefined).sort((a, b) => a.id - b.id);
}

async function readHead(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    return buffer.subarray(0, bytesRead).toString('utf8');
  } finally {
    await file.close();
  }
}

/** Reads the comments at the head of a configuration; those of other origin have none. */
export function readBuildrootHeader(head: string, configPath: string): LocalBuildroot | undefined {
  const id = /^# Koji buildroot id: (\d+)$/m.exec(head)?.[1];
  const name = /^# Koji buildroot name: (\S+)$/m.exec(head)?.[1];
  // The name becomes part of paths that are removed.
  if (id === undefined || name === undefined || name.includes('/') || name.startsWith('.')) return undefined;
  return { id: Number(id), name, configPath };
}
