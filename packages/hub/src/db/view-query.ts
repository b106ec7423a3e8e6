import { ParameterError } from '@koji/common/errors';
import { Double, type WireValue } from '@koji/common/wire/values';
import { isTruthy, readDigits } from '../rpc/shapes.ts';
import type { Db } from './database.ts';
import { fromJsonText, toJsonText } from './json.ts';
import { listWith, type QueryOptions } from './query-options.ts';
import { join, raw, type Sql, sql } from './sql.ts';

/** A field of a queryable view: its expression, what it must join, and whether it is answered unless asked for. */
export interface ViewField {
  readonly expression: Sql;
  readonly join?: string;
  /** PostgreSQL type that values are compared as. */
  readonly type: 'int' | 'text' | 'bool' | 'float8' | 'jsonb' | 'timestamptz';
}
export interface View {
  readonly table: string;
  readonly fields: Readonly<Record<string, ViewField>>;
  readonly joins: Readonly<Record<string, Sql>>;
  readonly defaultFields: readonly string[];
  /** Used when the client names no order. */
  readonly defaultOrder?: Sql;
}

const comparisons = new Set(['=', '!=', '>', '<', '>=', '<=']);
const jsonContainment = new Set(['@>', '<@']);

/**
 * Carries out repo.query and its kin: the view's rows under the client's clauses, with the fields it asks for
 * (hub-behaviour.md §5) and its order and bounds.
 */
export function listView<T>(
  db: Db,
  view: View,
  asked: { readonly clauses: WireValue; readonly fields: WireValue; readonly options: QueryOptions | null },
): Promise<T[] | number | unknown[][]> {
  const { columns, from, where, orderable } = viewQuery(
    view,
    asked.clauses,
    asked.fields,
    asked.options?.order.map((term) => term.column) ?? [],
  );
  return listWith<T>(db, { columns, from, where, orderable, defaultOrder: view.defaultOrder }, asked.options);
}

/** SELECT, FROM and WHERE for the `clauses` and `fields` arguments, joining what they and the order need. */
export function viewQuery(
  view: View,
  clauses: WireValue,
  fields: WireValue,
  order: readonly string[] = [],
): { readonly columns: Record<string, Sql>; readonly from: Sql; readonly where: Sql; readonly orderable: Record<string, Sql> } {
  const conditions = readClauses(clauses).map(([field, operator, value]) => ({
    field,
    condition: condition(view, field, operator, value),
  }));
  const joins = joinsOf(view, [...order, ...conditions.map((c) => c.field)]);
  const names = chosenFields(view, fields, joins);
  for (const join of joinsOf(view, names)) joins.add(join);
  const expressions = (wanted: readonly string[]) =>
    Object.fromEntries(wanted.map((name) => [name, fieldOf(view, name).expression]));
  return {
    columns: expressions(names),
    from: sql`from ${raw(view.table)} ${join(
      [
        sql``,
        ...Object.keys(view.joins)
          .filter((name) => joins.has(name))
          .map((name) => view.joins[name] ?? sql``),
      ],
      ' ',
    )}`,
    where:
      conditions.length === 0
        ? sql`true`
        : join(
            conditions.map((c) => c.condition),
            ' and ',
          ),
    orderable: expressions(order),
  };
}

function fieldOf(view: View, name: string): ViewField {
  const field = Object.hasOwn(view.fields, name) ? view.fields[name] : undefined;
  if (!field) throw new ParameterError(`Invalid field for ${view.table}: ${name}`);
  return field;
}
function joinsOf(view: View, fields: readonly string[]): Set<string> {
  return new Set(fields.map((name) => fieldOf(view, name).join).filter((name) => name !== undefined));
}
function chosenFields(view: View, fields: WireValue, joined: ReadonlySet<string>): string[] {
  if (!isTruthy(fields)) return [...view.defaultFields];
  const asked = typeof fields === 'string' ? [fields] : fields;
  if (!Array.isArray(asked)) throw new ParameterError(`Invalid field list for ${view.table}`);
  const all = Object.keys(view.fields);
  const names = asked.flatMap((name) => {
    if (name === '**') return all;
    // Everything that is at hand without a further join.
    if (name === '*')
      return all.filter((field) => {
        const needed = view.fields[field]?.join;
        return needed === undefined || joined.has(needed);
      });
    if (typeof name !== 'string') throw new ParameterError(`Invalid field for ${view.table}: ${String(name)}`);
    fieldOf(view, name);
    return [name];
  });
  return [...new Set(names)];
}
function readClauses(clauses: WireValue): [string, string, WireValue][] {
  if (!isTruthy(clauses)) return [];
  if (!Array.isArray(clauses)) throw new ParameterError('clauses must be a list');
  return clauses.map((clause) => {
    if (!Array.isArray(clause) || (clause.length !== 2 && clause.length !== 3) || typeof clause[0] !== 'string')
      throw new ParameterError(`Invalid clause: ${JSON.stringify(clause)}`);
    if (clause.length === 2) return [clause[0], Array.isArray(clause[1]) ? 'IN' : '=', clause[1] ?? null];
    if (typeof clause[1] !== 'string') throw new ParameterError(`Invalid operator: ${JSON.stringify(clause[1])}`);
    return [clause[0], clause[1].toUpperCase(), clause[2] ?? null];
  });
}
function condition(view: View, name: string, operator: string, value: WireValue): Sql {
  const { expression, type } = fieldOf(view, name);
  const cast = raw(type);
  if (operator === 'IN') {
    if (!Array.isArray(value)) throw new ParameterError(`IN needs a list for ${name}`);
    return sql`${expression} = any(${value.map((item) => plain(type, name, item))}::${cast}[])`;
  }
  if (operator === 'IS' || operator === 'IS NOT') {
    if (value !== null && typeof value !== 'boolean')
      throw new ParameterError(`${operator} takes nil, true or false for ${name}`);
    return sql`${expression} ${raw(operator)} ${raw(value === null ? 'null' : String(value))}`;
  }
  if (jsonContainment.has(operator)) {
    if (type !== 'jsonb') throw new ParameterError(`${operator} does not apply to ${name}`);
    return sql`${expression} ${raw(operator)} ${plain(type, name, value)}::jsonb`;
  }
  if (!comparisons.has(operator)) throw new ParameterError(`Invalid operator: ${operator}`);
  if (value === null) throw new ParameterError(`Use IS to compare ${name} with nil`);
  return sql`${expression} ${raw(operator)} ${plain(type, name, value)}::${cast}`;
}
function plain(type: ViewField['type'], name: string, value: WireValue): unknown {
  const problem = () => new ParameterError(`Invalid value for ${name}: ${JSON.stringify(value)}`);
  switch (type) {
    case 'int': {
      // Compatibility: `koji scheduler-info --host` sends the id it was given, as text.
      const number = readDigits(value);
      if (number === undefined) throw problem();
      return number;
    }
    case 'float8':
      if (value instanceof Double) return value.value;
      if (typeof value !== 'number') throw problem();
      return value;
    case 'bool':
      if (typeof value !== 'boolean') throw problem();
      return value;
    case 'text':
    case 'timestamptz':
      if (typeof value !== 'string') throw problem();
      return value;
    case 'jsonb':
      if (typeof value === 'string' && fromJsonText(value) === undefined) throw problem();
      return typeof value === 'string' ? value : toJsonText(value);
  }
}
