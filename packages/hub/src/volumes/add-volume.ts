import { lstat, realpath, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { GenericError } from '@koji/common/errors';
import { unlessMissing } from '@koji/common/missing-files';
import type { Volume } from '@koji/common/types/volume';
import type { Call } from '../rpc/call.ts';
import { assertPathName, assertValidName } from '../users/names.ts';
import { findVolume, insertVolume } from './queries.ts';

/** Registers a volume whose directory is there already. Without strict a registered one is answered as it is. */
export async function addVolume(call: Call, name: string, { strict }: { readonly strict: boolean }): Promise<Volume> {
  assertValidName(call.config, 'internal', name);
  assertPathName(name);
  const directory = call.layout.volume(name);
  if (!(await unlessMissing(stat(directory)))?.isDirectory()) throw new GenericError('please create the volume directory first');
  await ensureTopLink(call, join(directory, 'toplink'));
  const known = await findVolume(call.db, name);
  if (known && strict) throw new GenericError(`volume ${name} already exists`);
  return known ?? insertVolume(call.db, name);
}

/** Every volume leads back to the top directory, so that relative links can cross file systems. */
async function ensureTopLink(call: Call, link: string): Promise<void> {
  const { topdir } = call.layout;
  const existing = await unlessMissing(lstat(link));
  if (!existing) {
    await symlink(topdir, link);
    call.log.warn({ link }, 'the volume had no link to the top directory, made one');
    return;
  }
  if (!existing.isSymbolicLink()) throw new GenericError(`Not a symlink: ${link}`);
  const target = await unlessMissing(realpath(link));
  if (target === undefined) throw new GenericError(`Broken volume toplink: ${link}`);
  if (target !== (await realpath(topdir))) throw new GenericError(`Invalid volume toplink: ${link}`);
}
