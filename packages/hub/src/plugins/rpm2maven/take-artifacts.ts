import { createWriteStream } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { CallbackError } from '@koji/common/errors';
import { matchesAnyGlob } from '@koji/common/glob';
import { parsePom } from '@koji/common/maven/pom';
import { rootedJoin } from '@koji/common/paths/layout';
import type { Build } from '@koji/common/types/build';
import { archiveTypeOf } from '../../archives/archive-type.ts';
import { importArchive, openForArchives } from '../../archives/import-archive.ts';
import { programOutput } from '../../archives/program-output.ts';
import type { Hooks } from '../../hooks/hooks.ts';
import type { Call } from '../../rpc/call.ts';
import { markMavenBuild } from '../../typed-builds/mark-typed.ts';
import { cpioMembers } from './cpio.ts';
import type { Rpm2mavenSettings } from './settings.ts';

interface ImportedRpm {
  readonly name: string;
  readonly version: string;
  readonly release: string;
  readonly arch: string;
}

/** Takes Maven artifacts out of the rpms that may hold them as they are imported, and makes them part of the build as well. */
export function subscribeRpm2maven(hooks: Hooks, settings: Rpm2mavenSettings): void {
  hooks.on('post', 'Import', async ({ type, build, rpm, filepath }, call) => {
    if (type !== 'rpm' || !call.config.enableMaven || !build || typeof filepath !== 'string') return;
    const { name } = rpm as ImportedRpm;
    if (matchesAnyGlob(name, settings.rpmNames))
      await takeArtifacts(call, build as Build, rpm as ImportedRpm, filepath, settings);
  });
}

async function takeArtifacts(
  call: Call,
  build: Build,
  rpm: ImportedRpm,
  path: string,
  settings: Rpm2mavenSettings,
): Promise<void> {
  const place = call.layout.workPath(join('rpm2maven', `${rpm.name}-${rpm.version}-${rpm.release}.${rpm.arch}`));
  await rm(place, { recursive: true, force: true });
  call.db.onRollback(() => rm(place, { recursive: true, force: true }));
  const files = await unpack(call, path, place, (directory) => matchesAnyGlob(directory, settings.artifactPaths));
  const projects = [...groupByDirectory(files)].filter(([, names]) => names.filter((name) => name.endsWith('.pom')).length === 1);
  if (projects.length > 0) {
    // Which of the projects is the topmost is not known, so the build is named after the rpm.
    const coordinates = { group_id: build.name, artifact_id: rpm.name, version: `${build.version}-${build.release}` };
    await markMavenBuild(call.db, build.id, coordinates);
    for (const [directory, names] of projects) await importProject(call, build, directory, names);
  }
  // After the files have moved, which is what waits for the commit before this.
  call.db.onCommit(() => rm(place, { recursive: true, force: true }));
}

async function importProject(call: Call, build: Build, directory: string, names: readonly string[]): Promise<void> {
  const target = await openForArchives(call, build);
  const pom = names.find((name) => name.endsWith('.pom')) ?? '';
  const info = { btype: 'maven' as const, ...parsePom(await readFile(rootedJoin(directory, pom), 'utf8')) };
  for (const name of names) {
    if (!archiveTypeOf(target.archiveTypes, name)) continue;
    await importArchive(call, target, { path: rootedJoin(directory, name), buildrootId: null, info });
  }
}

/** Writes the plain files of the wanted directories below `place` and answers their paths. Links and the like are left out. */
async function unpack(call: Call, path: string, place: string, isWanted: (directory: string) => boolean): Promise<string[]> {
  const refused = () => new CallbackError(`rpm2cpio cannot read ${basename(path)}`);
  const written: string[] = [];
  for await (const { name, mode, content } of cpioMembers(
    programOutput('rpm2cpio', [path], { path, signal: call.signal, refused }),
  )) {
    const isPlain = (mode & 0o170000) === 0o100000;
    const inRpm = join('/', name);
    if (!isPlain || !isWanted(dirname(inRpm))) continue;
    const file = rootedJoin(place, inRpm.slice(1));
    await mkdir(dirname(file), { recursive: true });
    await pipeline(content, createWriteStream(file, { flags: 'wx' }));
    written.push(file);
  }
  return written;
}
function groupByDirectory(files: readonly string[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const file of [...files].sort()) groups.set(dirname(file), [...(groups.get(dirname(file)) ?? []), basename(file)]);
  return groups;
}
