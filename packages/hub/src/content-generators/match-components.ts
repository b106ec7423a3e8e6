import { GenericError } from '@koji/common/errors';
import type { Nvra } from '@koji/common/rpm/nvr';
import type { Archive } from '@koji/common/types/archive';
import type { Build } from '@koji/common/types/build';
import { CHECKSUM_TYPES, nameOf } from '@koji/common/types/states';
import type { WireStruct } from '@koji/common/wire/values';
import { listArchivesWhere } from '../archives/queries.ts';
import { listBuildsById } from '../builds/queries.ts';
import { sql } from '../db/sql.ts';
import { orFault } from '../rpc/answers.ts';
import type { Call } from '../rpc/call.ts';
import { findRpmsByNvra } from '../rpms/installed-rpms.ts';
import { fileSize, integer, text } from './metadata.ts';

export interface Components {
  readonly rpmIds: readonly number[];
  readonly archiveIds: readonly number[];
}

/** Notes for the log that is kept with the build. */
export type Remark = (text: string) => void;

/** What a content generator says something was made of, as far as it is ours. What is not is passed over with a remark. */
export async function matchComponents(call: Call, components: readonly WireStruct[], remark: Remark): Promise<Components> {
  const unknown = components.find(({ type }) => type !== 'rpm' && type !== 'file' && type !== 'kojifile');
  if (unknown) throw new GenericError(`No such component type: ${JSON.stringify(unknown.type)}`);
  const ofType = (wanted: string) => components.filter(({ type }) => type === wanted);
  return {
    archiveIds: [...(await matchFiles(call, ofType('file'), remark)), ...(await matchKojiFiles(call, ofType('kojifile')))],
    rpmIds: await matchRpms(call, ofType('rpm'), remark),
  };
}

async function matchRpms(call: Call, components: readonly WireStruct[], remark: Remark): Promise<number[]> {
  const found = await findRpmsByNvra(call.db, components.map(nvraOf));
  const ids: number[] = [];
  for (const [at, component] of components.entries()) {
    const rpm = found[at];
    if (!rpm) {
      remark(`IGNORING unmatched rpm component: ${JSON.stringify(component)}`);
      continue;
    }
    if (rpm.draft) throw new GenericError(`rpm component is of a draft build: ${JSON.stringify(component)}`);
    // Compatibility: generators that rebuild signatures report other sums; the rpm still counts.
    if (rpm.payloadhash !== text(component, 'sigmd5'))
      remark(`IGNORING rpm component (md5 mismatch): ${JSON.stringify(component)}`);
    ids.push(rpm.id);
  }
  return ids;
}
function nvraOf(component: WireStruct): Nvra {
  if (component.location !== undefined) throw new GenericError('External rpms not allowed');
  if (component.id !== undefined) throw new GenericError("Unexpected 'id' field in component");
  return {
    name: text(component, 'name'),
    version: text(component, 'version'),
    release: text(component, 'release'),
    arch: text(component, 'arch'),
  };
}

/** Files are known by name, size and checksum, wherever they came from. */
async function matchFiles(call: Call, components: readonly WireStruct[], remark: Remark): Promise<number[]> {
  const wanted = components.map((component) => ({
    filename: text(component, 'filename'),
    size: fileSize(component),
    checksum: text(component, 'checksum'),
    type: text(component, 'checksum_type'),
  }));
  const candidates = await listArchivesWhere(
    call.db,
    sql`(archiveinfo.filename, archiveinfo.size) in (
      select * from unnest(${wanted.map(({ filename }) => filename)}::text[], ${wanted.map(({ size }) => size)}::bigint[]))`,
  );
  const describe = (file: { filename: string; size: number | bigint; checksum: string }, type: string) =>
    JSON.stringify([file.filename, String(file.size), file.checksum, type]);
  // The oldest of several counts.
  const ids = new Map(
    candidates.toReversed().map((file) => [describe(file, nameOf(CHECKSUM_TYPES, file.checksum_type)), file.id]),
  );
  return wanted.flatMap((file, at) => {
    const id = ids.get(describe(file, file.type));
    if (id !== undefined) return [id];
    remark(`IGNORING unmatched archive: ${JSON.stringify(components[at])}`);
    return [];
  });
}

/** Our own files by their ids; what else is said of them must be true. */
async function matchKojiFiles(call: Call, components: readonly WireStruct[]): Promise<number[]> {
  const ids = components.map((component) => integer(component, 'archive_id'));
  const archives = new Map(
    (await listArchivesWhere(call.db, sql`archiveinfo.id = any(${ids}::int[])`)).map((each) => [each.id, each]),
  );
  const buildIds = [...archives.values()].map(({ build_id }) => build_id);
  const builds = new Map((await listBuildsById(call.db, buildIds)).map((build) => [build.id, build]));
  for (const [at, component] of components.entries()) {
    const archive = orFault(archives.get(ids[at] ?? 0), `No such archive: ${ids[at]}`);
    assertTrue(component, archive, orFault(builds.get(archive.build_id), `No such build: ${archive.build_id}`));
  }
  return ids;
}
function assertTrue(component: WireStruct, found: Archive, build: Build): void {
  const { id } = found;
  for (const key of ['nvr', 'filename'])
    if (component[key] === undefined) throw new GenericError(`${key} field missing for component, archive_id=${id}`);
  const expected = {
    nvr: build.nvr,
    filename: found.filename,
    filesize: found.size,
    checksum: found.checksum,
    checksum_type: nameOf(CHECKSUM_TYPES, found.checksum_type),
  };
  for (const [key, value] of Object.entries(expected)) {
    const given = component[key];
    if (given !== undefined && given !== value) {
      throw new GenericError(`Component field ${key} does not match for archive_id=${id}: ${value} != ${JSON.stringify(given)}`);
    }
  }
}
