import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { access, open, rename, rm } from 'node:fs/promises';

/** Modes of the files written. */
export const SECRET = 0o600;
export const PUBLIC = 0o644;

/** Replaces a file as a whole: a reader, or a crash, meets the old contents or the new ones. The mode holds from the first byte on. */
export async function replaceFile(path: string, contents: string | Uint8Array, mode: number): Promise<void> {
  const temporary = `${path}.${randomUUID()}`;
  try {
    const file = await open(temporary, 'wx', mode);
    try {
      // The umask may have taken bits away.
      await file.chmod(mode);
      await file.writeFile(contents);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true });
    throw new Error(`cannot write ${path}`, { cause });
  }
}

export async function exists(path: string): Promise<boolean> {
  try {
    await access(path, constants.F_OK);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

/** Throws for the first of the files that is there already, unless `force` is given. */
export async function refuseOverwrite(files: readonly string[], force: boolean): Promise<void> {
  if (force) return;
  for (const file of files) {
    if (await exists(file)) throw new Error(`${file} exists already (--force replaces it)`);
  }
}
