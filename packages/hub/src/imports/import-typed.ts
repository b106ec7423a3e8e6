import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { BuildError, GenericError } from '@koji/common/errors';
import { type MavenCoordinates, parsePom } from '@koji/common/maven/pom';
import { isThere, unlessMissing } from '@koji/common/missing-files';
import { rootedJoin } from '@koji/common/paths/rooted-join';
import type { Build } from '@koji/common/types/build';
import { BUILD_STATES, nameOf } from '@koji/common/types/states';
import type { WireStruct } from '@koji/common/wire/values';
import { archiveTypeOf } from '../archives/archive-type.ts';
import { importArchive, openForArchives } from '../archives/import-archive.ts';
import { isMavenChecksum, keepMavenFile } from '../archives/maven-files.ts';
import { insertRpmComponents } from '../archives/queries.ts';
import { readArchiveInfo } from '../archives/read-archive-info.ts';
import { requireBuild, requireLockedBuild } from '../builds/build-key.ts';
import { endBuild } from '../builds/change-state.ts';
import { updateBuildVolume } from '../builds/queries.ts';
import { ensureVolumeLink } from '../builds/volume-links.ts';
import { orFault } from '../rpc/answers.ts';
import type { Call } from '../rpc/call.ts';
import { resolveInstalledRpms } from '../rpms/installed-rpms.ts';
import { findTask } from '../tasks/queries.ts';
import { taskFacts } from '../tasks/task-policy-data.ts';
import { assertPlainFile, moveIntoPlace } from '../tree/move-into-place.ts';
import { findMavenBuild, findWinBuild } from '../typed-builds/queries.ts';
import { chooseVolumeOrDefault } from '../volumes/choose-volume.ts';
import { importLog } from './import-log.ts';
import { importRpms } from './import-rpm.ts';
import type { ImageResults, MavenResults, WinResults, WrapperResults } from './typed-results.ts';

/** A build that this task makes, locked, on the volume that the policy wants for it. completeTyped ends it. */
export async function beginCompletion(
  call: Call,
  taskId: number,
  buildId: number,
  btype: 'maven' | 'win' | 'image',
): Promise<Build> {
  const build = await requireLockedBuild(call.db, buildId);
  if (build.state !== BUILD_STATES.BUILDING)
    throw new GenericError(`Unable to complete build: state is ${nameOf(BUILD_STATES, build.state)}`);
  if (build.task_id !== taskId) throw new GenericError(`build ${build.nvr} is not made by task ${taskId}`);
  const facts = { build: build.id, package: build.name, import: true, import_type: btype, ...(await taskFacts(call, taskId)) };
  const volume = await chooseVolumeOrDefault(call, facts);
  if (volume.id === build.volume_id) return build;
  await updateBuildVolume(call.db, build.id, volume.id);
  return await requireBuild(call.db, build.id);
}

export async function completeTyped(call: Call, taskId: number, build: Build): Promise<void> {
  await ensureVolumeLink(call, build);
  const completed = await endBuild(call, build, BUILD_STATES.COMPLETE);
  await call.hooks.emit(call, 'post', 'BuildEnd', { build: completed, task_id: taskId });
}

/** Rpms that were wrapped around what a build made; they have a source package of their own. */
export async function importWrapperRpms(call: Call, build: Build, results: WrapperResults): Promise<void> {
  const directory = call.layout.task(results.taskId);
  const rpms = [results.srpm, ...results.rpms].map((name) => ({
    path: rootedJoin(directory, name),
    buildrootId: results.buildrootId,
    isWrapper: true,
  }));
  await importRpms(call, build, rpms);
  for (const name of results.logs) await importLog(call, build, rootedJoin(directory, name), 'noarch');
}

export async function importMaven(call: Call, build: Build, results: MavenResults): Promise<void> {
  const own = orFault(await findMavenBuild(call.db, build.id), `no such Maven build: ${build.nvr}`);
  const target = await openForArchives(call, build);
  const directory = call.layout.task(results.taskId);
  for (const [relpath, names] of Object.entries(results.files)) {
    const coordinates = (await coordinatesOf(call, directory, relpath, names)) ?? own;
    for (const name of names.filter((each) => !isMavenChecksum(each))) {
      const path = rootedJoin(directory, relpath, name);
      // Repositories list their versions in such files; ours are made anew with every repo.
      if (name === 'maven-metadata.xml')
        await keepMavenFile(call, path, rootedJoin(call.layout.typeDirectory(build, 'maven'), relpath));
      else if (!archiveTypeOf(target.archiveTypes, name)) throw new BuildError(`unsupported file type: ${name}`);
      else
        await importArchive(call, target, {
          path,
          buildrootId: results.buildrootId,
          info: readArchiveInfo('maven', { ...coordinates }),
        });
    }
  }
  for (const name of results.logs) await importLog(call, build, rootedJoin(directory, name), 'maven');
}
/** A directory with a project model is that project's. */
async function coordinatesOf(
  call: Call,
  directory: string,
  relpath: string,
  names: readonly string[],
): Promise<MavenCoordinates | undefined> {
  const [pom, ...others] = names.filter((name) => name.endsWith('.pom'));
  if (others.length > 0) throw new BuildError(`multiple .pom files in ${relpath}: ${[pom, ...others].join(', ')}`);
  if (pom === undefined) return undefined;
  const path = rootedJoin(directory, relpath, pom);
  await assertPlainFile(call, path);
  return parsePom(await readFile(path, 'utf8'));
}

export async function importWin(call: Call, build: Build, results: WinResults): Promise<void> {
  orFault(await findWinBuild(call.db, build.id), `no such Windows build: ${build.nvr}`);
  const target = await openForArchives(call, build);
  const directory = call.layout.task(results.taskId);
  for (const [name, metadata] of Object.entries(results.output)) {
    if (!archiveTypeOf(target.archiveTypes, name)) throw new BuildError(`unsupported file type: ${name}`);
    const info = readArchiveInfo('win', { ...metadata, relpath: relativeDirectory(name) });
    await importArchive(call, target, { path: rootedJoin(directory, name), buildrootId: results.buildrootId, info });
  }
  for (const name of results.logs)
    await importLog(call, build, rootedJoin(directory, name), join('win', relativeDirectory(name)));
}
function relativeDirectory(name: string): string {
  const directory = dirname(name);
  return directory === '.' ? '' : directory;
}

/** One arch of an image build: its files, logs and the rpms in it. */
export async function importImage(
  call: Call,
  taskId: number,
  build: Build,
  results: ImageResults,
  raw: WireStruct,
): Promise<void> {
  await call.hooks.emit(call, 'pre', 'Import', { type: 'image', image: raw });
  const target = await openForArchives(call, build);
  const directory = call.layout.task(results.taskId);
  const archives = [];
  for (const name of results.files) {
    if (!archiveTypeOf(target.archiveTypes, name)) throw new BuildError(`Unsupported file type: ${name}`);
    const info = readArchiveInfo('image', { arch: results.arch });
    archives.push(await importArchive(call, target, { path: rootedJoin(directory, name), buildrootId: null, info }));
  }
  await importImageLogs(call, taskId, build, results.arch, directory);
  const rpmIds = await resolveInstalledRpms(call.db, results.rpms, { refuseDrafts: true });
  // Descriptions come beside images and contain nothing.
  for (const archive of archives) if (!archive.filename.endsWith('xml')) await insertRpmComponents(call.db, archive.id, rpmIds);
  if (results.wrapper) await importWrapperRpms(call, build, results.wrapper);
  await call.hooks.emit(call, 'post', 'Import', { type: 'image', image: raw, build });
}
const singleArchMethods = new Set(['appliance', 'image', 'indirectionimage', 'livecd']);
async function importImageLogs(call: Call, taskId: number, build: Build, arch: string, directory: string): Promise<void> {
  const perArch = !singleArchMethods.has((await findTask(call.db, taskId))?.method ?? '');
  for (const name of ((await unlessMissing(readdir(directory))) ?? []).filter((each) => each.endsWith('.log')).sort()) {
    const isTaken = await isThere(call.layout.buildLogs(build, 'image', name));
    const destination = call.layout.buildLogs(build, 'image', perArch || isTaken ? arch : '', name);
    await moveIntoPlace(call, join(directory, name), destination);
  }
}
