import { GenericError } from '@koji/common/errors';
import { readFacts } from '@koji/common/rpm/fields';
import { readRpm } from '@koji/common/rpm/header';
import { draftRelease } from '@koji/common/rpm/nvr';
import type { Build } from '@koji/common/types/build';
import { BUILD_STATES, nameOf } from '@koji/common/types/states';
import { assertBuildrootsExist } from '../buildroots/queries.ts';
import { requireLockedBuild } from '../builds/build-key.ts';
import { endBuild } from '../builds/change-state.ts';
import { ensureVolumeLink } from '../builds/volume-links.ts';
import type { Call } from '../rpc/call.ts';
import { taskFacts } from '../tasks/task-policy-data.ts';
import { chooseVolumeOrDefault } from '../volumes/choose-volume.ts';
import { importLog } from './import-log.ts';
import { importRpms } from './import-rpm.ts';
import { dropRepeatedNoarch } from './noarch-rpms.ts';
import { uploadedFile } from './uploaded-file.ts';

/** What a finished build task hands over. Paths are relative to the work directory. */
export interface BuildResults {
  readonly srpm: string;
  readonly rpms: readonly string[];
  /** Path to the buildroot it came from. */
  readonly buildroots: Readonly<Record<string, number>>;
  /** Subdirectory to logs. */
  readonly logs: Readonly<Record<string, readonly string[]>>;
}

/** Fills a build that is being made with what its task has built and completes it; all of it or nothing. */
export async function importBuild(call: Call, taskId: number, buildId: number, results: BuildResults): Promise<Build> {
  const hookData = {
    type: 'build',
    srpm: results.srpm,
    rpms: results.rpms,
    brmap: results.buildroots,
    task_id: taskId,
    build_id: buildId,
    logs: results.logs,
  };
  await call.hooks.emit(call, 'pre', 'Import', { ...hookData, build: null });
  for (const path of [results.srpm, ...results.rpms, ...Object.values(results.logs).flat()]) await uploadedFile(call, path);
  const rpms = await dropRepeatedNoarch(call, results.rpms, Object.values(results.logs).flat());
  await assertBuildrootsExist(call.db, [...new Set(Object.values(results.buildroots))]);
  const building = await requireFitting(call, taskId, buildId, results.srpm);
  const volume = await chooseVolumeOrDefault(call, {
    package: building.name,
    version: building.version,
    release: building.release,
    buildroots: Object.values(results.buildroots),
    import: true,
    import_type: 'rpm',
    ...(await taskFacts(call, taskId)),
  });
  const build = await endBuild(call, building, BUILD_STATES.COMPLETE, { volumeId: volume.id });
  const files = [results.srpm, ...rpms];
  await importRpms(
    call,
    build,
    files.map((path) => ({ path: call.layout.workPath(path), buildrootId: results.buildroots[path] ?? null })),
  );
  for (const [subdir, logs] of Object.entries(results.logs)) {
    for (const path of logs) await importLog(call, build, call.layout.workPath(path), subdir);
  }
  await ensureVolumeLink(call, build);
  await call.hooks.emit(call, 'post', 'Import', { ...hookData, build });
  return build;
}

/** The build, held; it must be the one the source package is of and still be in the making. */
async function requireFitting(call: Call, taskId: number, buildId: number, srpm: string): Promise<Build> {
  const path = await uploadedFile(call, srpm);
  const facts = readFacts(await readRpm(path));
  if (!facts.isSource) throw new GenericError(`not a source package: ${srpm}`);
  const build = await requireLockedBuild(call.db, buildId);
  const expected = {
    name: facts.name,
    version: facts.version,
    release: build.draft ? draftRelease(facts.release, build.id) : facts.release,
    epoch: facts.epoch,
    task_id: taskId,
  };
  for (const key of ['name', 'version', 'release', 'epoch', 'task_id'] as const) {
    if (build[key] !== expected[key])
      throw new GenericError(`Unable to complete build: ${key} mismatch (build: ${build[key]}, rpm: ${expected[key]})`);
  }
  if (build.state !== BUILD_STATES.BUILDING)
    throw new GenericError(`Unable to complete build: state is ${nameOf(BUILD_STATES, build.state)}`);
  return build;
}
