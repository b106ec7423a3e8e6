import { constants } from 'node:fs';
import { type FileHandle, lstat, mkdir, open, readFile } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import { ActionNotAllowed, AuthError, GenericError } from '@koji/common/errors';
import { TASK_STATES } from '@koji/common/types/states';
import { sql } from '../db/sql.ts';
import { requireHost, requireUser } from '../rpc/access.ts';
import type { Call } from '../rpc/call.ts';

/**
 * The file below the work directory that an upload goes to (wire.md §12c): a plain name, and a directory that
 * stays inside. Nothing is created or looked at here.
 */
export async function uploadPath(call: Call, directory: string, name: string, volume: string): Promise<string> {
  if (name === '' || name.startsWith('.') || name.includes('/') || name.includes('\0')) throw new GenericError(`Invalid upload filename: ${name}`);
  const relative = normalize(directory || '.');
  if (directory.includes('\0') || directory.startsWith('/') || relative === '..' || relative.startsWith('../')) {
    throw new GenericError(`Invalid upload directory: ${directory}`);
  }
  if (!(await call.db.row(sql`select id from volume where name = ${volume}`))) throw new GenericError(`No such volume: ${volume}`);
  return join(call.layout.work(volume === 'DEFAULT' ? undefined : volume), relative, name);
}

/** Refuses writers that the directory does not belong to: task directories are their host's, others their first writer's. */
export async function claimDirectory(call: Call, directory: string, path: string): Promise<void> {
  const user = requireUser(call);
  const parts = normalize(directory || '.').split('/').filter((part) => part !== '.');
  if (parts[0] === 'tasks') return assertHoldsTask(call, parts, directory);
  const target = dirname(path);
  await mkdir(target, { recursive: true });
  if (parts.length === 0) return;
  const marker = join(target, '.user');
  const handle = await open(marker, 'wx').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST') return undefined;
    throw error;
  });
  if (handle) {
    await handle.writeFile(String(user.id));
    await handle.close();
    return;
  }
  const owner = (await readFile(marker, 'utf8')).trim();
  if (owner !== String(user.id)) throw new ActionNotAllowed(`${directory} belongs to another user`);
}

async function assertHoldsTask(call: Call, parts: readonly string[], directory: string): Promise<void> {
  if (!/^\d{1,9}$/.test(parts[2] ?? '')) throw new GenericError(`Invalid upload directory, no task id: ${directory}`);
  const taskId = Number(parts[2]);
  const hostId = requireHost(call);
  const task = await call.db.row<{ state: number; host_id: number | null }>(sql`select state, host_id from task where id = ${taskId}`);
  if (!task || task.state !== TASK_STATES.OPEN || task.host_id !== hostId) throw new AuthError(`Task ${taskId} is not held by this host`);
  await mkdir(call.layout.task(taskId), { recursive: true });
}

/** Opens the destination without following a link; what is there must be a plain file. */
export async function openDestination(path: string, options: { readonly mustBeNew: boolean }): Promise<FileHandle> {
  const existing = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (existing?.isSymbolicLink()) throw new GenericError(`destination is a symlink: ${path}`);
  if (existing && !existing.isFile()) throw new GenericError(`destination is not a file: ${path}`);
  if (existing && options.mustBeNew) throw new GenericError(`upload path exists: ${path}`);
  return open(path, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW, 0o644);
}
