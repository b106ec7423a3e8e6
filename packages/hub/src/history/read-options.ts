import { GenericError, ParameterError } from '@koji/common/errors';
import { Double, type WireStruct, type WireValue } from '@koji/common/wire/values';
import { readBuildKey, requireBuild } from '../builds/build-key.ts';
import { findChannel } from '../channels/queries.ts';
import { findGroup } from '../comps/queries.ts';
import type { Db } from '../db/database.ts';
import { sql } from '../db/sql.ts';
import { findExternalRepoName } from '../external-repos/queries.ts';
import { findPackage } from '../packages/queries.ts';
import { findPermission } from '../permissions/queries.ts';
import { orFault } from '../rpc/answers.ts';
import { info } from '../rpc/info.ts';
import { isInt32, isTruthy } from '../rpc/shapes.ts';
import { findTagId } from '../tags/queries.ts';
import { findTargetName } from '../targets/queries.ts';
import { resolveUser } from '../users/resolve-user.ts';
import type { HistoryOptions } from './history-query.ts';
import type { HistoryFilter, HistoryTable } from './tables.ts';

type Finder = (db: Db, value: WireValue) => Promise<number | string | null>;
function byInfo(what: string, find: (db: Db, key: number | string) => Promise<{ id: number } | undefined>): Finder {
  return async (db, value) => orFault(await find(db, info.read(value, what)), `No such ${what}: ${String(value)}`).id;
}
/** How the value of each filter becomes what its column holds. */
const finders: Readonly<Record<HistoryFilter, Finder>> = {
  tag: byInfo('tag', findTagId),
  build: async (db, value) => (await requireBuild(db, readBuildKey(value))).id,
  package: byInfo('package', findPackage),
  host: async (db, value) => (await findHostId(db, info.read(value, 'host'))) ?? null,
  channel: async (db, value) => (await findChannel(db, info.read(value, 'channel')))?.id ?? null,
  user: async (db, value) => (await resolveUser(db, value, true)).id,
  permission: byInfo('permission', findPermission),
  cg: byInfo('content generator', (db, key) =>
    db.row(
      typeof key === 'number'
        ? sql`select id from content_generator where id = ${key}`
        : sql`select id from content_generator where name = ${key}`,
    ),
  ),
  external_repo: byInfo('repo', findExternalRepoName),
  build_target: byInfo('build target', findTargetName),
  group: byInfo('group', findGroup),
  xkey: async (_db, value) => textOf(value),
};
function findHostId(db: Db, key: number | string): Promise<number | undefined> {
  return db.value(
    typeof key === 'number' ? sql`select id from host where id = ${key}` : sql`select id from host where name = ${key}`,
  );
}
function textOf(value: WireValue): string {
  return typeof value === 'string' ? value : String(value);
}

const indexed: ReadonlySet<HistoryFilter> = new Set(['tag', 'package', 'build']);

/** Reads the options of one question; each thing named is looked up once, and only when a table asks for it. */
export class HistoryOptionsReader {
  readonly #db: Db;
  readonly #given: WireStruct;
  readonly #found = new Map<HistoryFilter, Promise<number | string | null>>();
  readonly #filters: readonly HistoryFilter[];

  constructor(db: Db, given: WireStruct) {
    this.#db = db;
    this.#given = given;
    this.#filters = (Object.keys(finders) as HistoryFilter[]).filter((filter) => Object.hasOwn(given, filter));
  }

  /** By what the large tables have an index for, and not by times, which are looked up row by row. */
  get isNarrowed(): boolean {
    const isTimed = ['before', 'after'].some((name) => this.#given[name] !== undefined);
    return !isTimed && this.#filters.some((filter) => indexed.has(filter));
  }

  /** The filters' values for a table; undefined when one of them has no meaning there. */
  async valuesFor(table: HistoryTable): Promise<HistoryOptions['values'] | undefined> {
    if (this.#filters.some((filter) => !table.filters[filter])) return undefined;
    const values = new Map<HistoryFilter, number | string | null>();
    for (const filter of this.#filters) {
      // Groups list packages by name alone, known to us or not.
      const byName = table.filters[filter]?.[0] === 'package';
      values.set(filter, byName ? textOf(this.#given[filter] ?? null) : await this.#find(filter));
    }
    return values;
  }
  #find(filter: HistoryFilter): Promise<number | string | null> {
    const found = this.#found.get(filter) ?? finders[filter](this.#db, this.#given[filter] ?? null);
    this.#found.set(filter, found);
    return found;
  }

  async times(): Promise<Omit<HistoryOptions, 'values'>> {
    const { active, editor, before, after, beforeEvent, afterEvent } = this.#given;
    return {
      active: active === undefined || active === null ? null : isTruthy(active),
      editor: editor === undefined ? null : (await resolveUser(this.#db, editor, true)).id,
      before: await this.#moment(before),
      after: await this.#moment(after),
      beforeEvent: readEvent('beforeEvent', beforeEvent),
      afterEvent: readEvent('afterEvent', afterEvent),
    };
  }
  /** Text is for PostgreSQL to read, a number counts seconds. */
  async #moment(value: WireValue | undefined): Promise<string | null> {
    if (value === undefined) return null;
    const seconds = value instanceof Double ? value.value : value;
    if (typeof seconds === 'number') return new Date(seconds * 1000).toISOString();
    if (typeof seconds !== 'string') throw new ParameterError('Invalid type for a time: expected text or seconds');
    try {
      return (await this.#db.savepoint(() => this.#db.value<string>(sql`select ${seconds}::timestamptz`))) ?? null;
    } catch (cause) {
      if (cause instanceof Error && 'code' in cause && String(cause.code).startsWith('22'))
        throw new GenericError(`Invalid time: ${seconds}`, { cause });
      throw cause;
    }
  }
}
function readEvent(name: string, value: WireValue | undefined): number | null {
  if (value === undefined || value === null) return null;
  if (!isInt32(value)) throw new ParameterError(`Invalid type for ${name}: expected an event id`);
  return value;
}
