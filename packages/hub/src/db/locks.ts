import { LockError } from '@koji/common/errors';
import type { Db } from './database.ts';
import { sql } from './sql.ts';

/** Takes one of the named locks until the transaction ends. False when someone else has it and we do not wait. */
export async function takeNamedLock(db: Db, name: string, options: { readonly wait: boolean }): Promise<boolean> {
  if (options.wait) {
    if (!(await db.row(sql`select name from locks where name = ${name} for update`)))
      throw new LockError(`Lock not defined: ${name}`);
    return true;
  }
  if (await db.row(sql`select name from locks where name = ${name} for update skip locked`)) return true;
  if (!(await db.row(sql`select name from locks where name = ${name}`))) throw new LockError(`Lock not defined: ${name}`);
  return false;
}
