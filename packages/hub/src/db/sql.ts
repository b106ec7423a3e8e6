import sqlTag, { empty, join, raw, Sql } from 'sql-template-tag';

export { join, raw, Sql };
export const sql = sqlTag;
export const nothing = empty;

/**
 * A number of our own declarations as part of the text. PostgreSQL plans with it, which it does not with values of a prepared
 * statement: the indexes of some states only it would never find.
 */
export function constant(value: number): Sql {
  return raw(String(value));
}

/** Joins the clauses that apply with AND; none at all means no restriction. */
export function allOf(clauses: readonly (Sql | undefined)[]): Sql {
  const real = clauses.filter((c) => c !== undefined);
  return real.length === 0 ? sql`true` : join(real, ' and ');
}
/** A clause that applies only when the value is given. */
export function when<T>(value: T | null | undefined, clause: (value: T) => Sql): Sql | undefined {
  return value === null || value === undefined ? undefined : clause(value);
}

/** Rows of a versioned table that count: the live ones, or those of a past event. */
export function activeAt(event: number | null | undefined, table: string): Sql {
  const t = raw(table);
  return event === null || event === undefined
    ? sql`${t}.active = true`
    : sql`(${t}.create_event <= ${event} and (${t}.revoke_event is null or ${event} < ${t}.revoke_event))`;
}

/** The float seconds since the epoch that go beside every timestamp, as `<column>` names it. */
export function epoch(column: string): Sql {
  return sql`extract(epoch from ${raw(column)})::float8`;
}

/** What begins with the text, whatever its case. Compatibility: clients may use % and _ in it. */
export function beginsWith(column: Sql, prefix: string): Sql {
  return sql`${column} ilike ${`${prefix}%`}`;
}
/** Client globs to an ILIKE pattern: `*` and `?` only; everything else is literal. */
export function globToLike(glob: string): string {
  return glob
    .replace(/[\\%_]/g, '\\$&')
    .replaceAll('?', '_')
    .replaceAll('*', '%');
}

/** Behind every text that begins as this one does, in the order of bytes. */
const last = '\u{10ffff}';

/**
 * What the beginning of a glob leaves of a column that has an index on `lower(column) text_pattern_ops`: of a pattern that is a
 * value of a statement PostgreSQL does not see how it begins. Undefined for a glob that begins with any text.
 */
export function beginsIndexed(column: Sql, glob: string): Sql | undefined {
  const [prefix = ''] = /^[^*?]+/.exec(glob) ?? [];
  if (prefix === '') return undefined;
  return sql`lower(${column}) ~>=~ lower(${prefix}) and lower(${column}) ~<~ lower(${prefix + last})`;
}
