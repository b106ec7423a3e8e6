import type pg from 'pg';

const queries: readonly string[] = [
  // Columns, in no order: those of a migrated table stand where they were added.
  `select format('column %s.%s %s%s%s', relname, attname, format_type(atttypid, atttypmod), case when attnotnull then ' not null' else '' end,
      coalesce(' default ' || pg_get_expr(adbin, adrelid), ''))
    from pg_attribute join pg_class on pg_class.oid = attrelid left join pg_attrdef on adrelid = attrelid and adnum = attnum
    where relnamespace = 'public'::regnamespace and relkind = 'r' and attnum > 0 and not attisdropped`,
  `select format('constraint %s on %s: %s', conname, conrelid::regclass, pg_get_constraintdef(oid)) from pg_constraint
    where connamespace = 'public'::regnamespace`,
  `select format('index %s', indexdef) from pg_indexes where schemaname = 'public'`,
  `select format('trigger %s', pg_get_triggerdef(oid)) from pg_trigger where not tgisinternal`,
  `select format('function %s', pg_get_functiondef(oid)) from pg_proc where pronamespace = 'public'::regnamespace`,
  `select format('grant %s on %s to %s', privilege_type, table_name, grantee) from information_schema.role_table_grants
    where table_schema = 'public' and grantee <> grantor`,
];
/** Tables that the schema fills, and what identifies their rows. Descriptions are free text. */
const seeds: Readonly<Record<string, string>> = {
  permissions: 'id, name',
  channels: 'id, name, enabled',
  volume: 'id, name',
  external_repo: 'id, name',
  btype: 'id, name',
  locks: 'name',
  archivetypes: 'id, name, extensions, compression_type',
  schema_version: 'version',
};

/** Everything that a schema consists of, one line each, in an order that does not depend on how it came about. */
export async function describeSchema(client: pg.ClientBase): Promise<string[]> {
  const lines: string[] = [];
  for (const query of queries)
    lines.push(...(await client.query<string[]>({ text: query, rowMode: 'array' })).rows.map(([line]) => line as string));
  for (const [table, columns] of Object.entries(seeds)) {
    const there = await client.query(`select to_regclass('${table}') is not null as there`);
    if (!there.rows[0].there) continue;
    const { rows } = await client.query({ text: `select ${columns} from ${table}`, rowMode: 'array' });
    lines.push(...rows.map((row) => `row of ${table}: ${JSON.stringify(row)}`));
  }
  return lines.sort();
}
