import { basename } from 'node:path';
import { GenericError } from '@koji/common/errors';
import { pathComponent } from '@koji/common/paths/rooted-join';
import { type RpmFacts, readFacts, readField } from '@koji/common/rpm/fields';
import { type RpmFile, readRpm, readSignatureHeader } from '@koji/common/rpm/header';
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
import type { Call } from '../rpc/call.ts';
import { addSignature } from '../rpms/add-signature.ts';
import { insertRpm } from '../rpms/queries.ts';
import { moveIntoPlace } from '../tree/move-into-place.ts';

export interface RpmImport {
  /** Where the file was uploaded. */
  readonly path: string;
  readonly build: Build;
  readonly buildrootId: number | null;
  /** Wrapper rpms come from a source package of their own. */
  readonly isWrapper?: boolean;
  readonly extra?: WireStruct | null;
}

/** Records an rpm as part of a build, moves its file there and keeps its signature header. */
export async function importRpm(
  call: Call,
  { path, build, buildrootId, isWrapper = false, extra = null }: RpmImport,
): Promise<ImportedRpm> {
  const rpm = await readRpm(path);
  const facts = readFacts(rpm);
  assertFileName(path, facts);
  if (!isWrapper) assertBelongsTo(build, facts);
  await holdForContent(call.db, build);
  await addBuildType(call.db, build.id, 'rpm');
  const imported = await recordRpm(call, { path, build, buildrootId, extra }, rpm, facts);
  await moveIntoPlace(call.db, path, call.layout.rpm(build, facts));
  await addSignature(call, imported, build, await readSignatureHeader(path));
  return imported;
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

async function recordRpm(
  call: Call,
  { path, build, buildrootId, extra }: Required<Omit<RpmImport, 'isWrapper'>>,
  rpm: RpmFile,
  facts: RpmFacts,
): Promise<ImportedRpm> {
  const data = {
    name: facts.name,
    version: facts.version,
    release: facts.release,
    epoch: facts.epoch,
    arch: facts.arch,
    draft: build.draft,
    payloadhash: facts.sigmd5,
    size: rpm.size,
    buildtime: facts.buildTime,
    build_id: build.id,
    buildroot_id: buildrootId,
    external_repo_id: 0,
    sourcepackage: facts.isSource ? 1 : null,
    sourcerpm: facts.sourceRpm,
  };
  await call.hooks.emit(call, 'pre', 'Import', { type: 'rpm', rpm: data, build, filepath: path });
  const id = await insertRpm(call.db, {
    ...data,
    buildId: build.id,
    buildrootId,
    externalRepoId: 0,
    metadataOnly: false,
    extra: extra === null ? null : toJsonText(extra),
    digests: { sigmd5: facts.sigmd5, sha1header: digest(rpm, 'SHA1HEADER'), sha256header: digest(rpm, 'SHA256HEADER') },
  });
  if (id === undefined) throw new GenericError(`rpm already exists: ${formatNvra(facts)}`);
  await call.hooks.emit(call, 'post', 'Import', { type: 'rpm', rpm: { ...data, id }, build, filepath: path });
  return { ...data, id, build, brootid: buildrootId };
}
function digest(rpm: RpmFile, field: string): string | null {
  const value = readField(rpm, field);
  return typeof value === 'string' ? value : null;
}
