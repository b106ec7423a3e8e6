import { raw, type Sql, sql } from '../db/sql.ts';

/** A user's Kerberos principals as a list, beside the row of `users` named `alias`. */
export function principalsOf(alias: string): Sql {
  return sql`(select coalesce(array_agg(k.krb_principal order by k.krb_principal), '{}') from user_krb_principals k where k.user_id = ${raw(alias)}.id)`;
}
