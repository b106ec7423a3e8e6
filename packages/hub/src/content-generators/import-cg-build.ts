import { AuthError, GenericError } from '@koji/common/errors';
import { isThere } from '@koji/common/missing-files';
import { draftRelease } from '@koji/common/rpm/nvr';
import type { Build } from '@koji/common/types/build';
import { BUILD_STATES, nameOf } from '@koji/common/types/states';
import type { WireStruct, WireValue } from '@koji/common/wire/values';
import { type ArchiveInfo, type ArchiveTarget, importArchive, openForArchives } from '../archives/import-archive.ts';
import { insertArchiveComponents, insertRpmComponents } from '../archives/queries.ts';
import { insertBuildrootArchives, insertBuildrootRpms } from '../buildroots/queries.ts';
import { findBuildByKey, requireBuild, requireLockedBuild } from '../builds/build-key.ts';
import { endBuild } from '../builds/change-state.ts';
import { newBuild } from '../builds/new-build.ts';
import { deleteReservation, findReservation } from '../builds/queries.ts';
import { ensureVolumeLink } from '../builds/volume-links.ts';
import { toJsonText } from '../db/json.ts';
import { importLog } from '../imports/import-log.ts';
import { importRpms } from '../imports/import-rpm.ts';
import { assertPolicy } from '../policy/engine.ts';
import { requireUser } from '../rpc/access.ts';
import { orFault } from '../rpc/answers.ts';
import type { Call } from '../rpc/call.ts';
import { isStruct } from '../rpc/shapes.ts';
import { writeFileDurably } from '../tree/write-file.ts';
import { markBuild } from '../typed-builds/mark-typed.ts';
import { findBType } from '../typed-builds/queries.ts';
import { resolveUser } from '../users/resolve-user.ts';
import { chooseVolume } from '../volumes/choose-volume.ts';
import { assertActsAs } from './access.ts';
import { type Components, matchComponents } from './match-components.ts';
import { type BuildMetadata, type BuildrootMetadata, loadMetadata, type Metadata } from './metadata.ts';
import { assertOwnUpload, type PreparedOutput, prepareOutputs } from './prepare-outputs.ts';
import { insertExternalBuildroot, insertTools, updateReservedBuild } from './queries.ts';

/** Imports a build that a content generator has made and described; all of it or nothing. */
export async function importCgBuild(call: Call, given: WireValue, directory: string, token: string | null): Promise<Build> {
  // Uploaded metadata may be long: nothing is read for nobody.
  if (!call.session) throw new AuthError('Not logged in');
  const metadata = await loadMetadata(call, given, directory);
  const cgId = await assertOneGenerator(call, metadata);
  await assertOwnUpload(call, directory);
  const reserved = await findReserved(call, metadata.build, cgId, token);
  const remarks: string[] = [];
  const remark = (text: string) => remarks.push(text);
  const types = await readTypes(call, metadata.build);
  const buildroots = await prepareBuildroots(call, metadata, remark);
  const outputs = await prepareOutputs(call, directory, metadata.outputs, Object.keys(types), remark);
  assertBuildrootsNamed(outputs, buildroots);
  await assertImportAllowed(call, metadata, cgId, types);
  const volumeId = await chooseCgVolume(call, metadata.build, cgId);

  const hookData = { type: 'cg', metadata: given, directory };
  await call.hooks.emit(call, 'pre', 'Import', hookData);
  const build = await makeBuild(call, metadata.build, { cgId, types, volumeId, reserved });
  if (await isThere(call.layout.build(build)))
    throw new GenericError(`Destination directory already exists: ${call.layout.build(build)}`);
  for (const [btype, info] of Object.entries(types)) await markBuild(call.db, build.id, btype, info);
  await importOutputs(call, build, outputs, await recordBuildroots(call, buildroots, cgId));
  await ensureVolumeLink(call, build);
  await writeFileDurably(call.db, call.layout.contentGeneratorMetadata(build), metadata.raw);
  await keepRemarks(call, build, remarks);
  await call.hooks.emit(call, 'post', 'Import', { ...hookData, build });
  return build;
}

async function assertOneGenerator(call: Call, { buildroots }: Metadata): Promise<number> {
  const [name, ...others] = new Set(buildroots.map(({ cgName }) => cgName));
  if (name === undefined) throw new GenericError('Invalid metadata: there are no buildroots');
  if (others.length > 0) throw new GenericError('only one content generator is supported per import');
  return (await assertActsAs(call, name)).id;
}

/** The build that was reserved for this import, locked; undefined where none was. */
async function findReserved(call: Call, wanted: BuildMetadata, cgId: number, token: string | null): Promise<Build | undefined> {
  if (wanted.buildId === null) {
    if (token !== null) throw new GenericError('Reservation token given, but no build_id in metadata');
    const known = await findBuildByKey(call.db, wanted);
    if (known && known.state !== BUILD_STATES.CANCELED && known.state !== BUILD_STATES.FAILED) {
      throw new GenericError(`Build already exists: ${known.nvr} (id=${known.id})`);
    }
    return undefined;
  }
  const id = wanted.buildId;
  const build = await requireLockedBuild(call.db, id);
  const reservation = await findReservation(call.db, id);
  if (!reservation || token === null || reservation.token !== token) throw new GenericError(`Token doesn't match build ID ${id}`);
  if (build.cg_id !== cgId) throw new GenericError(`Build ID ${id} is not reserved by this CG`);
  if (build.task_id !== null && build.task_id !== wanted.taskId)
    throw new GenericError(`Build is owned by task ${build.task_id}`);
  if (build.state !== BUILD_STATES.BUILDING)
    throw new GenericError(`Build ID ${id} is not in BUILDING state but ${nameOf(BUILD_STATES, build.state)}`);
  if (build.draft !== wanted.draft) throw new GenericError(`Draft field does not match reservation (build id = ${id})`);
  const release = build.draft ? draftRelease(wanted.release, id) : wanted.release;
  if (build.name !== wanted.name || build.version !== wanted.version || build.release !== release)
    throw new GenericError(`Build (${id}) NVR is different`);
  if (wanted.hasEpoch && build.epoch !== wanted.epoch) throw new GenericError(`Build (${id}) epoch is different`);
  return build;
}

/** Build type to what is known of it. The older types may stand beside `typeinfo` instead of in it. */
async function readTypes(call: Call, { extra }: BuildMetadata): Promise<WireStruct> {
  const typeinfo = extra.typeinfo ?? {};
  if (!isStruct(typeinfo)) throw new GenericError('Invalid metadata: typeinfo is no struct');
  const types: WireStruct = { ...typeinfo };
  for (const btype of ['maven', 'win', 'image']) {
    const info = extra[btype];
    if (info === undefined) continue;
    if (Object.hasOwn(typeinfo, btype)) throw new GenericError(`Duplicate typeinfo for ${btype}`);
    types[btype] = info;
  }
  for (const btype of Object.keys(types)) orFault(await findBType(call.db, btype), `No such btype: ${btype}`);
  return types;
}

type PreparedBuildroot = BuildrootMetadata & { readonly matched: Components };
async function prepareBuildroots(
  call: Call,
  metadata: Metadata,
  remark: (text: string) => void,
): Promise<Map<string, PreparedBuildroot>> {
  const used = new Set(metadata.outputs.map(({ buildroot }) => buildroot));
  const prepared = new Map<string, PreparedBuildroot>();
  for (const buildroot of metadata.buildroots) {
    if (!used.has(buildroot.key)) throw new GenericError(`Buildroot id not used in output: ${buildroot.key}`);
    if (prepared.has(buildroot.key)) throw new GenericError(`Duplicate buildroot id in metadata: ${buildroot.key}`);
    prepared.set(buildroot.key, { ...buildroot, matched: await matchComponents(call, buildroot.components, remark) });
  }
  return prepared;
}
function assertBuildrootsNamed(outputs: readonly PreparedOutput[], buildroots: ReadonlyMap<string, unknown>): void {
  const lost = outputs.find(({ buildroot }) => !buildroots.has(buildroot));
  if (lost) throw new GenericError(`Missing buildroot metadata for id ${lost.buildroot}`);
}

async function assertImportAllowed(call: Call, { build, outputs }: Metadata, cgId: number, types: WireStruct): Promise<void> {
  await assertPolicy(call, 'cg_import', {
    package: build.name,
    version: build.version,
    release: build.release,
    btypes: Object.keys(types),
    source: build.source,
    draft: build.draft,
    metadata_only: outputs.some(({ metadataOnly }) => metadataOnly),
    cg_list: [cgId],
  });
}
async function chooseCgVolume(call: Call, build: BuildMetadata, cgId: number): Promise<number | undefined> {
  const { name, version, release, source } = build;
  const facts = { package: name, version, release, source, cg_list: [cgId], import: true, import_type: 'cg' };
  return (await chooseVolume(call, facts, { strict: false }))?.id;
}

interface BuildSettings {
  readonly cgId: number;
  readonly types: WireStruct;
  readonly volumeId: number | undefined;
  readonly reserved: Build | undefined;
}
async function makeBuild(call: Call, wanted: BuildMetadata, { cgId, types, volumeId, reserved }: BuildSettings): Promise<Build> {
  const owner = wanted.owner === null ? undefined : (await resolveUser(call.db, wanted.owner, true)).id;
  const extra = toJsonText({ ...wanted.extra, typeinfo: types });
  const volume = volumeId === undefined ? {} : { volumeId };
  if (!reserved) {
    const { name, version, release, epoch, draft, source, taskId } = wanted;
    return newBuild(
      call,
      { name, version, release, epoch, draft, source, extra },
      {
        state: BUILD_STATES.COMPLETE,
        taskId,
        cgId,
        startTime: wanted.startTime,
        completionTime: wanted.endTime,
        ...(owner === undefined ? {} : { owner }),
        ...volume,
      },
    );
  }
  await updateReservedBuild(call.db, reserved.id, {
    extra,
    owner: owner ?? requireUser(call).id,
    source: wanted.source,
    taskId: wanted.taskId,
  });
  await deleteReservation(call.db, reserved.id);
  return endBuild(call, await requireBuild(call.db, reserved.id), BUILD_STATES.COMPLETE, volume);
}

async function recordBuildroots(
  call: Call,
  buildroots: ReadonlyMap<string, PreparedBuildroot>,
  cgId: number,
): Promise<Map<string, number>> {
  const ids = new Map<string, number>();
  for (const [key, { matched, tools, ...buildroot }] of buildroots) {
    const extra = buildroot.extra === null ? null : toJsonText(buildroot.extra);
    const id = await insertExternalBuildroot(call.db, { ...buildroot, cgId, extra });
    await insertBuildrootRpms(call.db, id, matched.rpmIds, false);
    await insertBuildrootArchives(call.db, id, matched.archiveIds, false);
    await insertTools(call.db, id, tools);
    ids.set(key, id);
  }
  return ids;
}

async function importOutputs(
  call: Call,
  build: Build,
  outputs: readonly PreparedOutput[],
  buildrootIds: ReadonlyMap<string, number>,
): Promise<void> {
  const located = outputs.map((output) => ({ ...output, buildrootId: buildrootIds.get(output.buildroot) ?? null }));
  await importRpms(
    call,
    build,
    located.filter(({ type }) => type === 'rpm'),
  );
  const archives = located.flatMap((output) => (output.archive ? [{ ...output, info: output.archive }] : []));
  if (archives.length > 0) {
    const target = await openForArchives(call, build);
    for (const archive of archives) await importOutput(call, target, archive);
  }
  // Logs are kept, not recorded: without its file there is nothing to one.
  for (const { path, subdir } of located.filter(({ type, metadataOnly }) => type === 'log' && !metadataOnly))
    await importLog(call, build, path, subdir);
}
async function importOutput(
  call: Call,
  target: ArchiveTarget,
  output: PreparedOutput & { readonly info: ArchiveInfo; readonly buildrootId: number | null },
): Promise<void> {
  const archive = await importArchive(call, target, {
    info: output.info,
    buildrootId: output.buildrootId,
    path: output.metadataOnly ? null : output.path,
    facts: { filename: output.filename, size: output.filesize, checksum: output.checksum, checksumType: output.checksumType },
    extra: output.extra,
    fileinfo: output.fileinfo,
  });
  if (!output.matched) return;
  await insertRpmComponents(call.db, archive.id, output.matched.rpmIds);
  await insertArchiveComponents(call.db, archive.id, output.matched.archiveIds);
}

async function keepRemarks(call: Call, build: Build, remarks: readonly string[]): Promise<void> {
  if (remarks.length === 0) return;
  call.log.warn({ build: build.nvr, remarks: remarks.length }, 'parts of a content generator’s description were passed over');
  const lines = [...remarks, 'CG import was SUCCESSFUL.'];
  await writeFileDurably(call.db, call.layout.contentGeneratorLog(build), lines.map((line) => `${line}\n`).join(''));
}
