import { GenericError } from '@koji/common/errors';
import type { Db } from '../db/database.ts';
import { sql } from '../db/sql.ts';

/** Says that a build holds files of a type. Saying it again changes nothing. */
export async function addBuildType(db: Db, buildId: number, btype: string): Promise<void> {
  const typeId = await db.value<number>(sql`select id from btype where name = ${btype}`);
  if (typeId === undefined) throw new GenericError(`No such btype: ${btype}`);
  await db.run(sql`insert into build_types (build_id, btype_id) values (${buildId}, ${typeId}) on conflict do nothing`);
}
