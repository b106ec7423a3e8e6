import { copyFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestHub, TestSession } from './hub.fixture.ts';

/** One of the real rpms, or signature headers, that the whole project tests with. */
export function rpmFixture(name: string): string {
  return fileURLToPath(new URL(`golden/recording/fixtures/${name}`, import.meta.url));
}

/** Puts rpms of the fixtures into a directory below work, as if they had been uploaded. */
export function uploadRpms(hub: TestHub, directory: string, ...names: string[]): void {
  mkdirSync(join(hub.topdir, 'work', directory), { recursive: true });
  for (const name of names) {
    const file = join(hub.topdir, 'work', directory, name);
    // An earlier import has left a link there.
    rmSync(file, { force: true });
    copyFileSync(rpmFixture(name), file);
  }
}
export function uploadText(hub: TestHub, path: string, text: string | Uint8Array): void {
  const file = join(hub.topdir, 'work', path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** Imports source and binary rpms by an administrator. */
export async function importRpms(hub: TestHub, ...names: string[]): Promise<void> {
  const admin = await hub.as('kojiadmin');
  uploadRpms(hub, 'import', ...names);
  for (const name of names) await admin.importRPM('import', name);
}

/** Every file and link below a directory of the tree, by relative name; none where the directory is not there. */
export function filesBelow(hub: TestHub, directory: string): string[] {
  const root = join(hub.topdir, directory);
  try {
    const entries = readdirSync(root, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => !entry.isDirectory())
      .map((entry) => relative(root, join(entry.parentPath, entry.name)))
      .sort();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

export interface TestBuilder {
  readonly name: string;
  readonly session: TestSession;
  readonly hub: TestSession['hub'];
}
/** A host with the exclusive session that host calls need. */
export async function aBuilder(hub: TestHub, name = 'builder1'): Promise<TestBuilder> {
  const admin = await hub.as('kojiadmin');
  await admin.addHost(name, ['x86_64', 'noarch']);
  const session = await hub.login(name);
  await session.hub.exclusiveSession();
  return { name, session, hub: session.hub };
}
/** A task that a builder holds. */
export async function anOpenTask(
  hub: TestHub,
  builder: TestBuilder,
  method = 'build',
  args: unknown[] = ['cli-build/x.src.rpm', 'target'],
): Promise<number> {
  const admin = await hub.as('kojiadmin');
  const id = await admin.makeTask(method, args, { assign: builder.name });
  await builder.hub.host.openTask(id);
  return id;
}
/** Where a task's uploads are, below work. */
export function taskDirectory(taskId: number): string {
  return `tasks/${taskId % 10000}/${taskId}`;
}
/** A new tag's repo that buildroots can be made of. */
export async function aRepo(hub: TestHub, tag: string): Promise<number> {
  await (await hub.as('kojiadmin')).createTag(tag, { arches: 'x86_64' });
  return readyRepo(hub, tag);
}
/** The same for a tag that is there. */
export async function readyRepo(hub: TestHub, tag: string): Promise<number> {
  const [row] = await hub.database.sql<{ id: number }>(
    'insert into repo (tag_id, state) select id, 1 from tag where name = $1 returning id',
    [tag],
  );
  return row?.id as number;
}
