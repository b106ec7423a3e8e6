import { constants } from 'node:fs';
import { type FileHandle, lstat, open, readdir, rmdir, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Removes a directory with all it holds. Symbolic links are removed, never followed, not even those put in place of a
 * directory while this runs: every step starts from an open directory. Other file systems mounted below are an error.
 * A directory that does not exist is fine. Needs Linux's /proc.
 */
export async function removeTree(path: string, signal?: AbortSignal): Promise<void> {
  const handle = await openDirectory(path);
  if (handle === undefined) return;
  try {
    const { dev } = await handle.stat();
    await removeContents(handle, path, dev, signal);
  } finally {
    await handle.close();
  }
  await rmdir(path).catch(unlessMissing);
}

async function removeContents(
  directory: FileHandle,
  shownPath: string,
  dev: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  const anchor = `/proc/self/fd/${directory.fd}`;
  for (const name of await readdir(anchor)) {
    signal?.throwIfAborted();
    const entry = join(anchor, name);
    const child = await openSubdirectory(entry);
    if (child === undefined) {
      await unlink(entry).catch(unlessMissing);
      continue;
    }
    try {
      const info = await child.stat();
      if (info.dev !== dev) throw new Error(`${join(shownPath, name)} is on another file system, not removing it`);
      await removeContents(child, join(shownPath, name), dev, signal);
    } finally {
      await child.close();
    }
    await rmdir(entry).catch(unlessMissing);
  }
}

async function openSubdirectory(entry: string): Promise<FileHandle | undefined> {
  const info = await lstat(entry).catch(unlessMissing);
  // What stopped being a directory since is left for unlink to judge.
  return info?.isDirectory() ? openDirectory(entry) : undefined;
}

async function openDirectory(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw new Error(`cannot open directory ${path} below ${dirname(path)}`, { cause: error });
  }
}

function unlessMissing(error: unknown): undefined {
  if (!isCode(error, 'ENOENT')) throw error;
  return undefined;
}
function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
