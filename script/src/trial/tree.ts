import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

const directories = ['packages', 'repos', 'repos-dist', 'scratch', 'work'];

/** Makes the hub's tree below `topdir`. True where it held anything before. */
export async function prepareTree(topdir: string): Promise<boolean> {
  const before = await Promise.all([...directories, 'vol'].map((name) => listNames(join(topdir, name))));
  for (const name of directories) await mkdir(join(topdir, name), { recursive: true });
  return before.some((names) => names.length > 0);
}

/** Takes everything out of the hub's tree and leaves other files beside it alone. */
export async function emptyTree(topdir: string): Promise<void> {
  for (const name of directories) await emptyDirectory(join(topdir, name));
  await rm(join(topdir, 'vol'), { recursive: true, force: true });
}

/** Removes all that a directory holds, whatever an interrupted build left mounted there. */
export async function emptyDirectory(directory: string): Promise<void> {
  if (!existsSync(directory)) return;
  for (const mount of await mountsBelow(directory)) execFileSync('umount', ['--lazy', mount]);
  for (const name of await listNames(directory)) await rm(join(directory, name), { recursive: true, force: true });
}

async function mountsBelow(directory: string): Promise<string[]> {
  const lines = (await readFile('/proc/self/mounts', 'utf8')).split('\n');
  const points = lines.map((line) =>
    (line.split(' ')[1] ?? '').replace(/\\([0-7]{3})/g, (_all, octal: string) => String.fromCharCode(Number.parseInt(octal, 8))),
  );
  return points.filter((point) => point.startsWith(`${directory}/`)).reverse();
}

async function listNames(directory: string): Promise<string[]> {
  return existsSync(directory) ? readdir(directory) : [];
}
