import { basename } from 'node:path';
import { GenericError } from '@koji/common/errors';
import { pathComponent } from '@koji/common/paths/rooted-join';
import { type RpmFacts, readFacts, readField } from '@koji/common/rpm/fields';
import { type RpmFile, readRpm } from '@koji/common/rpm/header';
import { formatNvr, formatNvra, parseNvra, targetRelease } from '@koji/common/rpm/nvr';
import type { Build } from '@koji/common/types/build';
import type { ImportedRpm } from '@koji/common/types/rpm';
import { BUILD_STATES } from '@koji/common/types/states';
import type { WireStruct } from '@koji/common/wire/values';
import { addBuildType } from '../builds/add-build-type.ts';
import { findBuildByKey } from '../builds/build-key.ts';
import { holdForContent } from '../builds/hold-for-content.ts';
import { newBuild } from '../builds/new-build.ts';
import { toJsonText } from '../db/json.ts';
import { orFault } from '../rpc/answers.ts';
import type { Call } from '../rpc/call.ts';
import { addSignatures } from '../rpms/add-signatures.ts';
import { insertRpms, type RpmDigests } from '../rpms/queries.ts';
import { assertPlainFile, moveIntoPlace } from '../tree/move-into-place.ts';

export interface RpmImport {
  /** Where the file was uploaded. */
  readonly path: string;
  readonly buildrootId: number | null;
  /** Wrapper rpms come from a source package of their own. */
  readonly isWrapper?: boolean;
  readonly extra?: WireStruct | null;
  /** What a content generator says of it, for hooks. */
  readonly fileinfo?: WireStruct | null;
}

/**
 * Records rpms as parts of a build, moves their files there and keeps their signature headers. The database is asked
 * equally often however many there are.
 */
export async function importRpms(call: Call, build: Build, rpms: readonly RpmImport[]): Promise<ImportedRpm[]> {
  if (rpms.length === 0) return [];
  const uploads: Upload[] = [];
  for (const rpm of rpms) uploads.push(await readUpload(call, build, rpm));
  await holdForContent(call.db, build);
  await addBuildType(call.db, build.id, 'rpm');
  const recorded = await recordRpms(call, build, uploads);
  for (const { path, rpm } of recorded) await moveIntoPlace(call, path, call.layout.rpm(build, rpm));
  await addSignatures(call, build, recorded);
  return recorded.map(({ rpm }) => rpm);
}

/** What of an rpm's headers is kept in the database; the headers themselves may be long, and there may be many. */
interface Upload extends RpmImport {
  readonly facts: RpmFacts;
  readonly size: number;
  readonly digests: RpmDigests;
  readonly signatureHeader: Buffer;
}
async function readUpload(call: Call, build: Build, rpm: RpmImport): Promise<Upload> {
  await assertPlainFile(call, rpm.path);
  const file = await readRpm(rpm.path);
  const facts = readFacts(file);
  assertFileName(rpm.path, facts);
  if (!rpm.isWrapper) assertBelongsTo(build, facts);
  const digests = { sigmd5: facts.sigmd5, sha1header: digest(file, 'SHA1HEADER'), sha256header: digest(file, 'SHA256HEADER') };
  return { ...rpm, facts, size: file.size, digests, signatureHeader: file.signatureHeader };
}
function digest(rpm: RpmFile, field: string): string | null {
  const value = readField(rpm, field);
  return typeof value === 'string' ? value : null;
}

interface RecordedRpm {
  readonly path: string;
  readonly rpm: ImportedRpm;
  readonly signatureHeader: Buffer;
}
async function recordRpms(call: Call, build: Build, uploads: readonly Upload[]): Promise<RecordedRpm[]> {
  const described = uploads.map((upload) => ({ ...upload, data: describe(build, upload) }));
  for (const { data, path, fileinfo = null } of described)
    await call.hooks.emit(call, 'pre', 'Import', { type: 'rpm', rpm: data, build, filepath: path, fileinfo });
  const ids = await insertRpms(
    call.db,
    described.map(({ data, digests, extra }) => ({ ...data, digests, extra: extra ? toJsonText(extra) : null })),
  );
  const recorded: RecordedRpm[] = [];
  for (const [at, { path, data, signatureHeader, fileinfo = null }] of described.entries()) {
    const rpm = { ...data, id: orFault(ids[at], `rpm already exists: ${formatNvra(data)}`) };
    await call.hooks.emit(call, 'post', 'Import', { type: 'rpm', rpm, build, filepath: path, fileinfo });
    recorded.push({ path, signatureHeader, rpm: { ...rpm, build, brootid: data.buildroot_id } });
  }
  return recorded;
}
function describe(build: Build, { facts, size, buildrootId }: Upload) {
  return {
    name: facts.name,
    version: facts.version,
    release: facts.release,
    epoch: facts.epoch,
    arch: facts.arch,
    draft: build.draft,
    payloadhash: facts.sigmd5,
    size,
    buildtime: facts.buildTime,
    build_id: build.id,
    buildroot_id: buildrootId,
    external_repo_id: 0,
    sourcepackage: facts.isSource ? 1 : null,
    sourcerpm: facts.sourceRpm,
  };
}

/** The build that an rpm imported by itself belongs to: made for a source package, there already for others. */
export async function buildOfRpm(call: Call, path: string): Promise<Build> {
  const facts = readFacts(await readRpm(path));
  assertFileName(path, facts);
  if (!facts.isSource) {
    if (facts.sourceRpm === null) throw new GenericError(`${formatNvra(facts)} names no source package`);
    const build = await findBuildByKey(call.db, parseNvra(facts.sourceRpm));
    if (!build) throw new GenericError(`No such build: ${facts.sourceRpm}`);
    return build;
  }
  const { name, version, release, epoch } = facts;
  const known = await findBuildByKey(call.db, { name, version, release });
  const request = {
    name,
    version: pathComponent(version, 'version'),
    release: pathComponent(release, 'release'),
    epoch,
    draft: false,
    source: null,
    extra: null,
  };
  return known ?? newBuild(call, request, { state: BUILD_STATES.COMPLETE });
}

function assertFileName(path: string, facts: RpmFacts): void {
  const expected = `${formatNvra(facts)}.rpm`;
  if (basename(path) !== expected) throw new GenericError(`bad filename: ${basename(path)} (expected ${expected})`);
}
function assertBelongsTo(build: Build, facts: RpmFacts): void {
  const release = build.draft ? targetRelease(build.release) : build.release;
  const expected = `${formatNvr({ ...build, release })}.src.rpm`;
  const found = facts.isSource ? `${formatNvra(facts)}.rpm` : facts.sourceRpm;
  if (found !== expected) throw new GenericError(`srpm mismatch for ${formatNvra(facts)}: ${found} (expected ${expected})`);
}
