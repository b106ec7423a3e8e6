import type { Db } from '../db/database.ts';
import { sql } from '../db/sql.ts';
import { orFault } from '../rpc/answers.ts';
import { findBType } from '../typed-builds/queries.ts';

/** Says that a build holds files of a type. Saying it again changes nothing. */
export async function addBuildType(db: Db, buildId: number, btype: string): Promise<void> {
  const { id } = orFault(await findBType(db, btype), `No such btype: ${btype}`);
  await db.run(sql`insert into build_types (build_id, btype_id) values (${buildId}, ${id}) on conflict do nothing`);
}
