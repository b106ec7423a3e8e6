import { GenericError, ParameterError } from '@koji/common/errors';
import { formatNvra, type Nvra } from '@koji/common/rpm/nvr';
import type { WireStruct, WireValue } from '@koji/common/wire/values';
import type { Db } from '../db/database.ts';
import { sql } from '../db/sql.ts';
import { orFault } from '../rpc/answers.ts';
import { isStruct, isTruthy } from '../rpc/shapes.ts';
import { type ExternalRpm, readExternalRpm, recordExternalRpms } from './external-rpms.ts';
import { type GivenRpm, readLocation, readRpmKey } from './rpm-key.ts';

export interface FoundRpm {
  readonly id: number;
  readonly payloadhash: string;
  readonly draft: boolean | null;
}

/** The ids of rpms that a builder found installed. Those with a location are from external repositories and are recorded. */
export async function resolveInstalledRpms(
  db: Db,
  rpms: readonly WireValue[],
  options: { readonly refuseDrafts?: boolean } = {},
): Promise<number[]> {
  const own: Nvra[] = [];
  const external: ExternalRpm[] = [];
  const ids: number[] = [];
  for (const given of rpms) {
    if (!isStruct(given)) throw new ParameterError('rpm lists must hold structs');
    const key = ownKey(given);
    if (key === undefined) external.push(readExternalRpm(given, readLocation(given.location)));
    else if ('id' in key) ids.push(key.id);
    else own.push(key);
  }
  const found = await findRpmsByNvra(db, own);
  for (const [at, nvra] of own.entries()) {
    const { id, draft } = orFault(found[at], `No such rpm: ${formatNvra(nvra)}`);
    if (options.refuseDrafts && draft) throw new GenericError(`${formatNvra(nvra)} is of a draft build`);
    ids.push(id);
  }
  ids.push(...(await recordExternalRpms(db, external)));
  return ids;
}
function ownKey(given: WireStruct): GivenRpm | undefined {
  const { location, ...rest } = given;
  return isTruthy(location) ? undefined : readRpmKey(rest);
}

/**
 * The rpms of those names, in their order, undefined where there is none; one query however many they are. Of rpms that
 * share their names ours count before drafts, those before external ones.
 */
export async function findRpmsByNvra(db: Db, rpms: readonly Nvra[]): Promise<(FoundRpm | undefined)[]> {
  if (rpms.length === 0) return [];
  const rows = await db.rows<FoundRpm & { position: number }>(sql`
    select distinct on (given.position) given.position::int as position, rpminfo.id, rpminfo.payloadhash, rpminfo.draft
    from unnest(${rpms.map((r) => r.name)}::text[], ${rpms.map((r) => r.version)}::text[], ${rpms.map((r) => r.release)}::text[],
                ${rpms.map((r) => r.arch)}::text[]) with ordinality as given (name, version, release, arch, position)
    join rpminfo on rpminfo.name = given.name and rpminfo.version = given.version and rpminfo.release = given.release
                and rpminfo.arch = given.arch
    order by given.position, rpminfo.external_repo_id = 0 desc, rpminfo.draft is true, rpminfo.id desc`);
  const found: (FoundRpm | undefined)[] = rpms.map(() => undefined);
  for (const { position, ...rpm } of rows) found[position - 1] = rpm;
  return found;
}
