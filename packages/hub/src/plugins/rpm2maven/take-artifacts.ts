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
import { type ArchiveTarget, importArchive, openForArchives } from '../../archives/import-archive.ts';
import { programOutput } from '../../archives/program-output.ts';
import { groupBy } from '../../db/group-by.ts';
import type { Hooks, RpmInHook } from '../../hooks/hooks.ts';
import type { Call } from '../../rpc/call.ts';
import { markMavenBuild } from '../../typed-builds/mark-typed.ts';
import { cpioMembers } from './cpio.ts';
import type { Rpm2mavenSettings } from './settings.ts';

/** Takes Maven artifacts out of the rpms that may hold them as they are imported, and makes them part of the build as well. */
export function subscribeRpm2maven(hooks: Hooks, settings: Rpm2mavenSettings): void {
  hooks.on('post', 'Import', async ({ type, build, rpm, filepath }, call) => {
    if (type !== 'rpm' || !call.config.enableMaven || !build || !rpm || typeof filepath !== 'string') return;
    if (matchesAnyGlob(rpm.name, settings.rpmNames)) await takeArtifacts(call, build as Build, rpm, filepath, settings);
  });
}

async function takeArtifacts(call: Call, build: Build, rpm: RpmInHook, path: string, settings: Rpm2mavenSettings): Promise<void> {
  const place = call.layout.workPath(join('rpm2maven', `${rpm.name}-${rpm.version}-${rpm.release}.${rpm.arch}`));
  await rm(place, { recursive: true, force: true });
  call.db.onRollback(() => rm(place, { recursive: true, force: true }));
  const files = await unpack(call, path, place, (directory) => matchesAnyGlob(directory, settings.artifactPaths));
  const projects = [...groupBy(files.sort(), dirname).values()].filter((own) => own.filter(isPom).length === 1);
  if (projects.length > 0) {
    // Which of the projects is the topmost is not known, so the build is named after the rpm.
    const coordinates = { group_id: build.name, artifact_id: rpm.name, version: `${build.version}-${build.release}` };
    await markMavenBuild(call.db, build.id, coordinates);
    const target = await openForArchives(call, build);
    for (const project of projects) await importProject(call, target, project);
  }
  // After the files have moved, which is what waits for the commit before this.
  call.db.onCommit(() => rm(place, { recursive: true, force: true }));
}

/** The files of one directory, of which one is the project's model. */
async function importProject(call: Call, target: ArchiveTarget, files: readonly string[]): Promise<void> {
  const pom = files.find(isPom) ?? '';
  const info = { btype: 'maven' as const, ...parsePom(await readFile(pom, 'utf8')) };
  for (const path of files) {
    if (archiveTypeOf(target.archiveTypes, basename(path))) await importArchive(call, target, { path, buildrootId: null, info });
  }
}
function isPom(file: string): boolean {
  return file.endsWith('.pom');
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
