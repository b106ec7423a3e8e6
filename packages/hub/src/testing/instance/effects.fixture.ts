import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { TestHub } from '../hub.fixture.ts';

/** What there is, by table and by file, such that any change shows. */
export type Fingerprint = ReadonlyMap<string, string>;

/** Takes fingerprints of a hub's database and tree. That sessions were used does not show in them. */
export async function createFingerprints({ database, topdir }: TestHub): Promise<() => Promise<Fingerprint>> {
  const tables = await database.sql<{ name: string }>(
    "select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace order by relname",
  );
  const query = tables
    .map(({ name }) => {
      const version = name === 'sessions' ? "hashtext((to_jsonb(t) - 'update_time' - 'callnum')::text)" : 't.xmin::text::bigint';
      return `select '${name}' as name, count(*) || ' ' || coalesce(sum(${version}), 0) as state from ${name} t`;
    })
    .join(' union all ');
  return async () => {
    const rows = await database.sql<{ name: string; state: string }>(query);
    return new Map([...rows.map(({ name, state }) => [name, state] as const), ...files(topdir)]);
  };
}

function files(topdir: string): [string, string][] {
  return readdirSync(topdir, { recursive: true, withFileTypes: true }).map((entry) => {
    const path = join(entry.parentPath, entry.name);
    const { ino, size, mtimeMs } = lstatSync(path, { throwIfNoEntry: false }) ?? { ino: 0, size: 0, mtimeMs: 0 };
    return [path, `${ino} ${size} ${mtimeMs}`];
  });
}

/** Names of the tables and files that differ. */
export function changes(before: Fingerprint, after: Fingerprint): string[] {
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].filter((name) => before.get(name) !== after.get(name)).sort();
}
