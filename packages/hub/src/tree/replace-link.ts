import { mkdir, rename, symlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { temporaryBeside } from './temporary-name.ts';

/** Puts a link in the place of a file or of another link, in one step. */
export async function replaceLink(path: string, target: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = temporaryBeside(path);
  await symlink(target, temporary);
  await rename(temporary, path);
}
