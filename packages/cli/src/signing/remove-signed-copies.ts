import { lstat, rmdir, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type BuildPlace, PathLayout } from '@koji/common/paths/layout';
import type { Nvra } from '@koji/common/rpm/nvr';
import type { CommandContext } from '../command.ts';

export interface RemovalStyle {
  /** Younger copies stay. */
  readonly cutoffTs: number;
  readonly test: boolean;
  readonly verbose: boolean;
}
export interface Removed {
  readonly files: number;
  readonly bytes: number;
}

/** Removes the copies of a build's rpms that are signed with a key, and the directories that this empties. */
export async function removeSignedCopies(
  context: Pick<CommandContext, 'out' | 'settings'>,
  build: BuildPlace,
  sigkey: string,
  rpms: readonly Nvra[],
  style: RemovalStyle,
): Promise<Removed> {
  const { out, settings } = context;
  const layout = new PathLayout(settings.topdir);
  const archDirectories = new Set<string>();
  let [files, bytes] = [0, 0];
  for (const rpm of rpms) {
    const path = layout.signedRpm(build, rpm, sigkey);
    const size = await removeCopy(context, path, style);
    if (size === undefined) continue;
    files += 1;
    bytes += size;
    archDirectories.add(dirname(path));
  }
  for (const directory of archDirectories) await removeDirectory(out, directory, style);
  const keyDirectories = new Set([...archDirectories].map((directory) => dirname(directory)));
  for (const directory of keyDirectories) await removeDirectory(out, directory, style);
  return { files, bytes };
}

/** Answers the size of what was removed; undefined if it stays or is not there. */
async function removeCopy(
  { out, settings }: Pick<CommandContext, 'out' | 'settings'>,
  path: string,
  { cutoffTs, test, verbose }: RemovalStyle,
): Promise<number | undefined> {
  const info = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw error;
  });
  if (!info) return undefined;
  if (!info.isFile()) return say(out, `Skipping ${path}. Not a regular file`);
  if (info.mtimeMs / 1000 > cutoffTs) return say(out, `Skipping ${path}. File newer than cutoff`);
  if (test) {
    out.line(`Would have unlinked: ${path}`);
    return info.size;
  }
  if (verbose) out.line(`Unlinking: ${path}`);
  try {
    await unlink(path);
    return info.size;
  } catch (error) {
    out.line(`Error removing ${path}: ${(error as Error).message}`);
    return say(out, `This script needs write access to ${settings.topdir}`);
  }
}

function say(out: CommandContext['out'], line: string): undefined {
  out.line(line);
}

async function removeDirectory(out: CommandContext['out'], path: string, { test, verbose }: RemovalStyle): Promise<void> {
  if (test) return out.line(`Would have removed dir: ${path}`);
  if (verbose) out.line(`Removing dir: ${path}`);
  try {
    await rmdir(path);
  } catch (error) {
    out.line(`Error removing ${path}: ${(error as Error).message}`);
  }
}
