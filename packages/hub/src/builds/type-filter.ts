import { GenericError } from '@koji/common/errors';
import type { WireStruct, WireValue } from '@koji/common/wire/values';
import { allOf, raw, type Sql, sql, when } from '../db/sql.ts';

/** What asking for one build type adds to a query of builds or archives. */
export interface TypeFilter {
  readonly columns: Readonly<Record<string, Sql>>;
  readonly join: Sql;
  readonly where?: Sql;
}
export const anyType: TypeFilter = { columns: {}, join: sql`` };

/** Rows of a type's own table whose fields are as the caller's typeInfo has them; those it leaves out do not count. */
export function hasFields(table: string, fields: readonly string[], info: WireStruct | null): Sql {
  return allOf(fields.map((field) => when(textOf(info, field), (value) => sql`${raw(`${table}.${field}`)} = ${value}`)));
}
export function textOf(info: WireStruct | null, field: string): string | null {
  const value = info?.[field];
  return value === undefined || value === null ? null : asText(value, field);
}
export function asText(value: WireValue, field: string): string {
  if (typeof value !== 'string') throw new GenericError(`Invalid ${field} in typeInfo: ${JSON.stringify(value)}`);
  return value;
}
