import { chown, link, mkdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { PathLayout } from '@koji/common/paths/layout';
import type { CommandContext } from '../command.ts';

/** Puts a file into the hub's work area by a hard link, for files on the same file system as the top directory. */
export async function linkFile(
  { settings, out }: Pick<CommandContext, 'settings' | 'out'>,
  path: string,
  directory: string,
): Promise<void> {
  const layout = new PathLayout(settings.topdir);
  const target = layout.workPath(directory);
  await mkdir(target, { recursive: true, mode: 0o775 });
  // The hub must be able to move the file on.
  const owner = await stat(layout.work());
  await chown(target, owner.uid, owner.gid);
  const place = join(target, basename(path));
  out.line(`Linking rpm to: ${place}`);
  await link(path, place);
}
