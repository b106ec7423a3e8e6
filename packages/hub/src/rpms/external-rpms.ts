import { GenericError } from '@koji/common/errors';
import { formatNvra, type Nvra } from '@koji/common/rpm/nvr';
import type { WireStruct, WireValue } from '@koji/common/wire/values';
import type { Db } from '../db/database.ts';
import { sql } from '../db/sql.ts';
import { findExternalRepoName } from '../external-repos/queries.ts';
import { orFault } from '../rpc/answers.ts';
import { isInt32, isWhole } from '../rpc/shapes.ts';

/** An rpm that lives in an external repository; all we know is what we are told. */
export interface ExternalRpm extends Nvra {
  readonly epoch: number | null;
  readonly payloadhash: string;
  readonly size: number | bigint;
  readonly buildtime: number | bigint;
  /** Id or name of its repository. */
  readonly location: number | string;
}

export function readExternalRpm(given: WireStruct, location: number | string): ExternalRpm {
  const text = (field: string) => {
    const value = needed(given, field);
    if (typeof value !== 'string') throw bad(field, value);
    return value;
  };
  const integer = (field: string) => {
    const value = needed(given, field);
    if (!isWhole(value)) throw bad(field, value);
    return value;
  };
  const epoch = needed(given, 'epoch');
  if (epoch !== null && !isInt32(epoch)) throw bad('epoch', epoch);
  return {
    name: text('name'),
    version: text('version'),
    release: text('release'),
    arch: text('arch'),
    epoch,
    payloadhash: text('payloadhash'),
    size: integer('size'),
    buildtime: integer('buildtime'),
    location,
  };
}
function needed(given: WireStruct, field: string): WireValue {
  const value = given[field];
  if (value === undefined) throw new GenericError(`${field} field missing: ${JSON.stringify(given)}`);
  return value;
}
function bad(field: string, value: WireValue): GenericError {
  return new GenericError(`Invalid value for ${field}: ${JSON.stringify(value)}`);
}

interface KnownRow {
  readonly position: number;
  readonly id: number;
  readonly payloadhash: string;
}

/**
 * The ids of external rpms, in the order given; those not seen before are recorded. One whose payload is another than
 * last time is a GenericError, and with strict one that is known is.
 */
export async function recordExternalRpms(
  db: Db,
  rpms: readonly ExternalRpm[],
  options: { readonly strict?: boolean } = {},
): Promise<number[]> {
  const repos = new Map<number | string, Located['repo']>();
  const located: Located[] = [];
  for (const rpm of rpms) {
    const { location } = rpm;
    const repo = repos.get(location) ?? orFault(await findExternalRepoName(db, location), `No such repo: ${location}`);
    repos.set(location, repo);
    located.push({ ...rpm, repo });
  }
  const known = await findKnown(db, located);
  const repeated = options.strict ? located.find((_rpm, at) => known.has(at)) : undefined;
  if (repeated) throw new GenericError(`external rpm already exists: ${describe(repeated)}`);
  const missing = located.filter((_rpm, at) => !known.has(at));
  if (missing.length > 0) await insertMissing(db, missing);
  // Looked for again rather than taken from the insert: another call may have recorded them meanwhile.
  const all = missing.length > 0 ? await findKnown(db, located) : known;
  return located.map((rpm, at) => {
    const row = orFault(all.get(at), `cannot record ${describe(rpm)}`);
    if (row.payloadhash !== rpm.payloadhash)
      throw new GenericError(`hash changed for external rpm: ${describe(rpm)} (${row.payloadhash} -> ${rpm.payloadhash})`);
    return row.id;
  });
}

type Located = ExternalRpm & { readonly repo: { readonly id: number; readonly name: string } };
function describe(rpm: Located): string {
  return `${formatNvra(rpm)}@${rpm.repo.name}`;
}

async function findKnown(db: Db, rpms: readonly Located[]): Promise<Map<number, KnownRow>> {
  const rows = await db.rows<KnownRow>(sql`
    select given.position::int - 1 as position, rpminfo.id, rpminfo.payloadhash
    from unnest(${rpms.map((r) => r.name)}::text[], ${rpms.map((r) => r.version)}::text[], ${rpms.map((r) => r.release)}::text[],
                ${rpms.map((r) => r.arch)}::text[], ${rpms.map((r) => r.repo.id)}::int[])
           with ordinality as given (name, version, release, arch, repo_id, position)
    join rpminfo on rpminfo.name = given.name and rpminfo.version = given.version and rpminfo.release = given.release
                and rpminfo.arch = given.arch and rpminfo.external_repo_id = given.repo_id`);
  return new Map(rows.map((row) => [row.position, row]));
}
async function insertMissing(db: Db, rpms: readonly Located[]): Promise<void> {
  // Sorted, so that two builders that record the same rpms never wait for each other.
  const sorted = [...rpms].sort((a, b) => (describe(a) < describe(b) ? -1 : 1));
  await db.run(sql`
    insert into rpminfo (name, version, release, arch, external_repo_id, epoch, payloadhash, size, buildtime)
    select * from unnest(
      ${sorted.map((r) => r.name)}::text[], ${sorted.map((r) => r.version)}::text[], ${sorted.map((r) => r.release)}::text[],
      ${sorted.map((r) => r.arch)}::text[], ${sorted.map((r) => r.repo.id)}::int[], ${sorted.map((r) => r.epoch)}::int[],
      ${sorted.map((r) => r.payloadhash)}::text[], ${sorted.map((r) => r.size)}::bigint[], ${sorted.map((r) => r.buildtime)}::bigint[])
    on conflict do nothing`);
}
