import { GenericError } from '@koji/common/errors';
import { rootedJoin } from '@koji/common/paths/rooted-join';
import { BUILD_STATES, nameOf } from '@koji/common/types/states';
import { importArchive as importOne, openForArchives } from '../archives/import-archive.ts';
import { readArchiveInfo } from '../archives/read-archive-info.ts';
import { assertBuildrootsExist } from '../buildroots/queries.ts';
import { buildKey, requireBuild } from '../builds/build-key.ts';
import { requireHost } from '../rpc/access.ts';
import type { Call } from '../rpc/call.ts';
import { builder, method, param } from '../rpc/method.ts';
import { anything, int, struct, text } from '../rpc/shapes.ts';
import { listRpmsOfBuild } from '../rpms/queries.ts';
import { lockHeldTask } from '../tasks/change-state.ts';
import { assertEnabled } from '../typed-builds/enabled.ts';
import {
  beginCompletion,
  completeTyped,
  importMaven,
  importImage as importOneImage,
  importWin,
  importWrapperRpms,
} from './import-typed.ts';
import { moveToScratch, scratchDirectory } from './move-to-scratch.ts';
import {
  readImageResults,
  readMavenResults,
  readOptionalWrapper,
  readWinResults,
  readWrapperResults,
  type WrapperResults,
} from './typed-results.ts';

async function assertBuildroots(call: Call, ...results: (null | { readonly buildrootId: number | null })[]): Promise<void> {
  await assertBuildrootsExist(
    call.db,
    results.map((each) => each?.buildrootId ?? null).filter((id) => id !== null),
  );
}

export const completeMavenBuild = method({
  name: 'host.completeMavenBuild',
  doc: 'Import what a Maven build has made and mark it complete.',
  access: builder,
  params: [param('task_id', int), param('build_id', int), param('maven_results', struct), param('rpm_results', anything)],
  async run(call, { task_id, build_id, maven_results, rpm_results }) {
    assertEnabled(call, 'maven');
    await lockHeldTask(call, requireHost(call), task_id);
    const [results, wrapper] = [readMavenResults(maven_results), readOptionalWrapper(rpm_results)];
    await assertBuildroots(call, results, wrapper);
    const build = await beginCompletion(call, task_id, build_id, 'maven');
    await importMaven(call, build, results);
    if (wrapper) await importWrapperRpms(call, build, wrapper);
    await completeTyped(call, task_id, build);
    return null;
  },
});

export const completeWinBuild = method({
  name: 'host.completeWinBuild',
  doc: 'Import what a Windows build has made and mark it complete.',
  access: builder,
  params: [param('task_id', int), param('build_id', int), param('results', struct), param('rpm_results', anything)],
  async run(call, { task_id, build_id, results: given, rpm_results }) {
    assertEnabled(call, 'win');
    await lockHeldTask(call, requireHost(call), task_id);
    const [results, wrapper] = [readWinResults(given), readOptionalWrapper(rpm_results)];
    await assertBuildroots(call, results, wrapper);
    const build = await beginCompletion(call, task_id, build_id, 'win');
    await importWin(call, build, results);
    if (wrapper) await importWrapperRpms(call, build, wrapper);
    await completeTyped(call, task_id, build);
    return null;
  },
});

export const completeImageBuild = method({
  name: 'host.completeImageBuild',
  doc: 'Import what an image build has made, arch by arch, and mark it complete.',
  access: builder,
  params: [param('task_id', int), param('build_id', int), param('results', struct)],
  async run(call, { task_id, build_id, results }) {
    await lockHeldTask(call, requireHost(call), task_id);
    const build = await beginCompletion(call, task_id, build_id, 'image');
    for (const part of readImageResults(results)) await importOneImage(call, task_id, build, part.results, part.raw);
    await completeTyped(call, task_id, build);
    return null;
  },
});

export const importImage = method({
  name: 'host.importImage',
  doc: 'Import what an image build has made so far, without completing it.',
  access: builder,
  params: [param('task_id', int), param('build_info', buildKey), param('results', struct)],
  async run(call, { task_id, build_info, results }) {
    await lockHeldTask(call, requireHost(call), task_id);
    const build = await requireBuild(call.db, build_info);
    if (build.task_id !== task_id) throw new GenericError(`build ${build.nvr} is not made by task ${task_id}`);
    for (const part of readImageResults(results)) await importOneImage(call, task_id, build, part.results, part.raw);
    return null;
  },
});

export const importWrapperRPMs = method({
  name: 'host.importWrapperRPMs',
  doc: 'Add wrapper rpms to a complete build that has none yet.',
  access: builder,
  params: [param('task_id', int), param('build_id', int), param('rpm_results', struct)],
  async run(call, { task_id, build_id, rpm_results }) {
    assertEnabled(call, 'maven');
    await lockHeldTask(call, requireHost(call), task_id);
    const build = await requireBuild(call.db, build_id);
    if (build.state !== BUILD_STATES.COMPLETE) {
      throw new GenericError(
        `cannot import wrapper rpms for ${build.nvr}: build state is ${nameOf(BUILD_STATES, build.state).toLowerCase()}, not complete`,
      );
    }
    const results = readWrapperResults(rpm_results, task_id);
    await assertBuildroots(call, results);
    if ((await listRpmsOfBuild(call.db, build_id)).length > 0)
      throw new GenericError(`wrapper rpms for ${build.nvr} have already been imported`);
    await importWrapperRpms(call, build, results);
    return null;
  },
});

export const hostImportArchive = method({
  name: 'host.importArchive',
  doc: 'Import a Maven or Windows file into a build. The path is absolute, below the hub’s work directory.',
  access: builder,
  params: [param('filepath', text), param('buildinfo', buildKey), param('type', text), param('typeInfo', anything)],
  async run(call, { filepath, buildinfo, type, typeInfo }) {
    if (type !== 'maven' && type !== 'win') throw new GenericError(`unsupported archive type: ${type}`);
    assertEnabled(call, type);
    const work = `${call.layout.work()}/`;
    if (!filepath.startsWith(work)) throw new GenericError(`${filepath} is not below ${work}`);
    const path = rootedJoin(work, filepath.slice(work.length));
    await importOne(call, await openForArchives(call, await requireBuild(call.db, buildinfo)), {
      path,
      buildrootId: null,
      info: readArchiveInfo(type, typeInfo),
    });
    return null;
  },
});

async function moveWrapper(call: Call, wrapper: WrapperResults | null, directory: string): Promise<void> {
  if (!wrapper) return;
  for (const name of [wrapper.srpm, ...wrapper.rpms, ...wrapper.logs]) {
    await moveToScratch(call, call.layout.task(wrapper.taskId, null, name), directory, 'rpms', name);
  }
}

export const moveMavenBuildToScratch = method({
  name: 'host.moveMavenBuildToScratch',
  doc: 'Put what a Maven scratch build has made where its owner finds it.',
  access: builder,
  params: [param('task_id', int), param('results', struct), param('rpm_results', anything)],
  async run(call, { task_id, results: given, rpm_results }) {
    assertEnabled(call, 'maven');
    const directory = await scratchDirectory(call, await lockHeldTask(call, requireHost(call), task_id));
    const results = readMavenResults(given);
    const names = Object.entries(results.files).flatMap(([relpath, files]) =>
      files.map((file) => (relpath === '' ? file : `${relpath}/${file}`)),
    );
    for (const name of [...names, ...results.logs])
      await moveToScratch(call, call.layout.task(results.taskId, null, name), directory, name);
    await moveWrapper(call, readOptionalWrapper(rpm_results), directory);
    return null;
  },
});
export const moveWinBuildToScratch = method({
  name: 'host.moveWinBuildToScratch',
  doc: 'Put what a Windows scratch build has made where its owner finds it.',
  access: builder,
  params: [param('task_id', int), param('results', struct), param('rpm_results', anything)],
  async run(call, { task_id, results: given, rpm_results }) {
    assertEnabled(call, 'win');
    const directory = await scratchDirectory(call, await lockHeldTask(call, requireHost(call), task_id));
    const results = readWinResults(given);
    for (const name of [...Object.keys(results.output), ...results.logs]) {
      await moveToScratch(call, call.layout.task(results.taskId, null, name), directory, name);
    }
    await moveWrapper(call, readOptionalWrapper(rpm_results), directory);
    return null;
  },
});
export const moveImageBuildToScratch = method({
  name: 'host.moveImageBuildToScratch',
  doc: 'Put what an image scratch build has made where its owner finds it, each arch under its own task.',
  access: builder,
  params: [param('task_id', int), param('results', struct)],
  async run(call, { task_id, results: given }) {
    const task = await lockHeldTask(call, requireHost(call), task_id);
    for (const { results } of readImageResults(given)) {
      const directory = await scratchDirectory(call, { id: results.taskId, owner: task.owner });
      for (const name of [...results.files, ...results.logs]) {
        await moveToScratch(call, call.layout.task(results.taskId, null, name), directory, name);
      }
      await moveWrapper(call, results.wrapper, directory);
    }
    return null;
  },
});
