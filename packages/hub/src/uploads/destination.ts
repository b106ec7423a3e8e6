import { constants } from 'node:fs';
import { type FileHandle, lstat, mkdir, open, readFile } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import { GenericError } from '@koji/common/errors';
import { isErrno, unlessMissing } from '@koji/common/missing-files';
import { requireHost, requireUser } from '../rpc/access.ts';
import type { Call } from '../rpc/call.ts';
import { requireHeldTask } from '../tasks/change-state.ts';
import { assertNoLinks } from '../tree/no-links.ts';
import { findVolume } from '../volumes/queries.ts';

/**
 * The file below the work directory that an upload goes to (wire.md §12c): a plain name, and a directory that
 * stays inside, not by way of a link either. Nothing is created here.
 */
export async function uploadPath(call: Call, directory: string, name: string, volume: string | null): Promise<string> {
  if (name === '' || name.startsWith('.') || name.includes('/') || name.includes('\0'))
    throw new GenericError(`Invalid upload filename: ${name}`);
  const relative = normalize(directory || '.');
  if (directory.includes('\0') || directory.startsWith('/') || relative === '..' || relative.startsWith('../')) {
    throw new GenericError(`Invalid upload directory: ${directory}`);
  }
  const work = await workDirectory(call, volume);
  const path = join(work, relative, name);
  await assertNoLinks(work, path);
  return path;
}
async function workDirectory(call: Call, volume: string | null): Promise<string> {
  if (volume === null || volume === 'DEFAULT') return call.layout.work();
  if (!(await findVolume(call.db, volume))) throw new GenericError(`No such volume: ${volume}`);
  return call.layout.work(volume);
}

/** Refuses writers that the directory does not belong to: task directories are their host's, others their first writer's. */
export async function claimDirectory(call: Call, directory: string, path: string): Promise<void> {
  const parts = normalize(directory || '.')
    .split('/')
    .filter((part) => part !== '.' && part !== '');
  if (parts[0] === 'tasks') {
    await assertHoldsTask(call, parts, directory);
    await mkdir(dirname(path), { recursive: true });
  } else await claimFor(requireUser(call).id, directory, dirname(path));
}

async function assertHoldsTask(call: Call, parts: readonly string[], directory: string): Promise<void> {
  if (!/^\d{1,9}$/.test(parts[2] ?? '')) throw new GenericError(`Invalid task upload directory: ${directory}`);
  await requireHeldTask(call, requireHost(call), Number(parts[2]));
}

/** The first writer leaves its id in `.user`. Who comes at the same moment finds either none or a whole one. */
async function claimFor(userId: number, directory: string, target: string): Promise<void> {
  const marker = join(target, '.user');
  const owner = (await readOwner(marker)) ?? (await leaveMarker(userId, target, marker));
  if (owner !== userId) throw new GenericError(`Invalid upload directory, not owner: ${directory}`);
}
async function readOwner(marker: string): Promise<number | undefined> {
  const text = await unlessMissing(readFile(marker, 'utf8'));
  // An empty one was left by a process that died between making and writing it.
  return text === undefined || text.trim() === '' ? undefined : Number(text);
}
async function leaveMarker(userId: number, target: string, marker: string): Promise<number> {
  await mkdir(target, { recursive: true });
  try {
    const handle = await open(marker, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW, 0o644);
    try {
      await handle.writeFile(String(userId));
    } finally {
      await handle.close();
    }
    return userId;
  } catch (error) {
    if (!isErrno(error, 'EEXIST')) throw error;
    return (await readOwner(marker)) ?? userId;
  }
}

/** A plain file that an upload goes to, and its length before. */
export interface Destination {
  readonly file: FileHandle;
  readonly size: number;
}
/** Opens the destination without following a link. */
export async function openDestination(path: string, options: { readonly mustBeNew: boolean }): Promise<Destination> {
  const { O_RDWR, O_CREAT, O_NOFOLLOW, O_EXCL } = constants;
  const flags = O_RDWR | O_CREAT | O_NOFOLLOW | (options.mustBeNew ? O_EXCL : 0);
  const file = await open(path, flags, 0o644).catch((cause) => refuse(path, cause));
  try {
    const info = await file.stat();
    if (!info.isFile()) throw notAFile(path);
    return { file, size: info.size };
  } catch (error) {
    await file.close();
    throw error;
  }
}
async function refuse(path: string, cause: unknown): Promise<never> {
  const existing = await unlessMissing(lstat(path));
  if (existing?.isSymbolicLink()) throw new GenericError(`destination is a symlink: ${path}`, { cause });
  if (existing && !existing.isFile()) throw notAFile(path);
  if (isErrno(cause, 'EEXIST')) throw new GenericError(`upload path exists: ${path}`, { cause });
  throw cause;
}
function notAFile(path: string): GenericError {
  return new GenericError(`destination is not a file: ${path}`);
}
