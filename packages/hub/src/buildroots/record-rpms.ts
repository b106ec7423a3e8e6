import { GenericError, ParameterError } from '@koji/common/errors';
import { formatNvra, type Nvra } from '@koji/common/rpm/nvr';
import type { WireStruct, WireValue } from '@koji/common/wire/values';
import type { Db } from '../db/database.ts';
import { sql } from '../db/sql.ts';
import { isStruct, isTruthy } from '../rpc/shapes.ts';
import { type ExternalRpm, readExternalRpm, recordExternalRpms } from '../rpms/external-rpms.ts';
import { type GivenRpm, readRpmKey } from '../rpms/rpm-key.ts';
import { insertBuildrootRpms } from './queries.ts';

/** Adds the rpms that a builder found installed. Those with a location are from external repositories. */
export async function recordBuildrootRpms(
  db: Db,
  buildrootId: number,
  rpms: readonly WireValue[],
  options: { readonly isUpdate: boolean },
): Promise<void> {
  const own: Nvra[] = [];
  const external: ExternalRpm[] = [];
  const ids: number[] = [];
  for (const given of rpms) {
    if (!isStruct(given)) throw new ParameterError('rpmlist must be a list of structs');
    const key = ownKey(given);
    if (key === undefined) external.push(readExternalRpm(given, String(given['location'])));
    else if ('id' in key) ids.push(key.id);
    else own.push(key);
  }
  ids.push(...(await findOwnRpms(db, own)), ...(await recordExternalRpms(db, external)));
  await insertBuildrootRpms(db, buildrootId, ids, options.isUpdate);
}
function ownKey(given: WireStruct): GivenRpm | undefined {
  const { location, ...rest } = given;
  return isTruthy(location) ? undefined : readRpmKey(rest);
}

/** One query however many there are. Of rpms that share their names ours count before drafts, those before external ones. */
async function findOwnRpms(db: Db, rpms: readonly Nvra[]): Promise<number[]> {
  if (rpms.length === 0) return [];
  const rows = await db.rows<{ id: number | null }>(sql`
    select (select rpminfo.id from rpminfo
            where rpminfo.name = given.name and rpminfo.version = given.version and rpminfo.release = given.release and rpminfo.arch = given.arch
            order by rpminfo.external_repo_id = 0 desc, rpminfo.draft is true, rpminfo.id desc limit 1) as id
    from unnest(${rpms.map((r) => r.name)}::text[], ${rpms.map((r) => r.version)}::text[], ${rpms.map((r) => r.release)}::text[],
                ${rpms.map((r) => r.arch)}::text[]) with ordinality as given (name, version, release, arch, position)
    order by given.position`);
  return rows.map(({ id }, at) => {
    const rpm = rpms[at];
    if (id === null) throw new GenericError(`No such rpm: ${rpm ? formatNvra(rpm) : ''}`);
    return id;
  });
}
