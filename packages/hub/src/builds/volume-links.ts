import { lstat, readlink, rm, symlink } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import { GenericError } from '@koji/common/errors';
import { unlessMissing } from '@koji/common/missing-files';
import type { BuildPlace } from '@koji/common/paths/layout';
import type { Db } from '../db/database.ts';
import type { Call } from '../rpc/call.ts';
import { makeDirectory, syncDirectory } from '../tree/durable.ts';

/** A build on another volume has a link where it would be on the default one, so that it is found either way. */
export async function ensureVolumeLink(call: Call, build: BuildPlace): Promise<void> {
  if (!isElsewhere(build)) return;
  const link = call.layout.build({ ...build, volume_name: null });
  await placeLink(call.db, link, relative(dirname(link), call.layout.build(build)));
}
export function isElsewhere({ volume_name }: BuildPlace): boolean {
  return volume_name !== undefined && volume_name !== null && volume_name !== 'DEFAULT';
}

/** Makes a link, in the place of another one if need be; a rollback puts back what was there. Anything but a link is left alone. */
export async function placeLink(db: Db, link: string, target: string): Promise<void> {
  const existing = await unlessMissing(lstat(link));
  if (existing && !existing.isSymbolicLink()) throw new GenericError(`Unexpected build content: ${link}`);
  const before = existing ? await readlink(link) : undefined;
  if (before === target) return;
  await makeDirectory(db, dirname(link));
  await rm(link, { force: true });
  await symlink(target, link);
  db.onRollback(async () => {
    await rm(link, { force: true });
    if (before !== undefined) await symlink(before, link);
  });
  await syncDirectory(dirname(link));
}
