import { GenericError } from '@koji/common/errors';
import type { Nvra } from '@koji/common/rpm/nvr';
import { CHECKSUM_TYPES, nameOf } from '@koji/common/types/states';
import type { WireStruct } from '@koji/common/wire/values';
import { listArchivesWhere } from '../archives/queries.ts';
import { requireBuild } from '../builds/build-key.ts';
import { sql } from '../db/sql.ts';
import { orFault } from '../rpc/answers.ts';
import type { Call } from '../rpc/call.ts';
import { findRpmsByNvra } from '../rpms/installed-rpms.ts';
import { integer, text } from './metadata.ts';

export interface Components {
  readonly rpmIds: readonly number[];
  readonly archiveIds: readonly number[];
}

/** Notes for the log that is kept with the build. */
export type Remark = (text: string) => void;

/** What a content generator says something was made of, as far as it is ours. What is not is passed over with a remark. */
export async function matchComponents(call: Call, components: readonly WireStruct[], remark: Remark): Promise<Components> {
  const rpms: WireStruct[] = [];
  const archiveIds: number[] = [];
  for (const component of components) {
    switch (component.type) {
      case 'rpm':
        rpms.push(component);
        break;
      case 'file': {
        const id = await matchFile(call, component, remark);
        if (id !== undefined) archiveIds.push(id);
        break;
      }
      case 'kojifile':
        archiveIds.push(await matchKojiFile(call, component));
        break;
      default:
        throw new GenericError(`No such component type: ${JSON.stringify(component.type)}`);
    }
  }
  return { rpmIds: await matchRpms(call, rpms, remark), archiveIds };
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

async function matchFile(call: Call, component: WireStruct, remark: Remark): Promise<number | undefined> {
  const { filesize } = component;
  if (!Number.isSafeInteger(filesize) && typeof filesize !== 'bigint')
    throw new GenericError(`Invalid metadata: filesize is ${JSON.stringify(filesize)}`);
  const [filename, checksum, type] = [text(component, 'filename'), text(component, 'checksum'), text(component, 'checksum_type')];
  const candidates = await listArchivesWhere(call.db, sql`archiveinfo.filename = ${filename} and archiveinfo.size = ${filesize}`);
  const match = candidates.find((each) => each.checksum === checksum && nameOf(CHECKSUM_TYPES, each.checksum_type) === type);
  if (!match) remark(`IGNORING unmatched archive: ${JSON.stringify(component)}`);
  return match?.id;
}

/** One of our files by its id; what else is said of it must be true. */
async function matchKojiFile(call: Call, component: WireStruct): Promise<number> {
  const id = integer(component, 'archive_id');
  const [archive] = await listArchivesWhere(call.db, sql`archiveinfo.id = ${id}`);
  const found = orFault(archive, `No such archive: ${id}`);
  const build = await requireBuild(call.db, found.build_id);
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
  return id;
}
