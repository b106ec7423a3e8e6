import { GenericError } from '@koji/common/errors';
import type { SearchResult } from '@koji/common/types/search-result';
import type { Db } from '../db/database.ts';
import { type QueryOptions, streamWith } from '../db/query-options.ts';
import { allOf, beginsIndexed, globToLike, join, type Sql, sql } from '../db/sql.ts';
import { limitTime } from '../db/time-limit.ts';

interface Subject {
  readonly from: Sql;
  readonly id: Sql;
  /** What is answered. */
  readonly name: Sql;
  /** What is matched besides or instead of the name. */
  readonly matched?: readonly Sql[];
  readonly where?: Sql;
  /** What the beginning of a glob leaves, found by an index. */
  readonly narrowed?: (glob: string) => Sql | undefined;
  /** The same for an exact name; nothing for a text that is none. */
  readonly exactly?: (name: string) => Sql | undefined;
}
function named(table: Sql, where?: Sql): Subject {
  return { from: sql`from ${table}`, id: sql`${table}.id`, name: sql`${table}.name`, ...(where ? { where } : {}) };
}
const nvr = sql`package.name || '-' || build.version || '-' || build.release`;
const rpmFile = sql`(rpminfo.name || '-' || rpminfo.version || '-' || rpminfo.release || '.' || rpminfo.arch || '.rpm')`;
const winFile = sql`win_archives.relpath || '/' || archiveinfo.filename`;

const subjects: Readonly<Record<string, Subject>> = {
  package: { ...named(sql`package`), narrowed: (glob) => beginsIndexed(sql`package.name`, glob) },
  build: {
    from: sql`from build join package on package.id = build.pkg_id`,
    id: sql`build.id`,
    name: nvr,
    // Up to its first dash a build is called as its package is.
    narrowed: (glob) => beginsIndexed(sql`package.name`, beforeDash(glob)),
    exactly: isNvr,
  },
  tag: named(sql`tag`, sql`exists (select 1 from tag_config where tag_config.tag_id = tag.id and tag_config.active = true)`),
  target: named(
    sql`build_target`,
    sql`exists (select 1 from build_target_config c where c.build_target_id = build_target.id and c.active = true)`,
  ),
  user: named(sql`users`),
  host: named(sql`host`),
  rpm: { from: sql`from rpminfo`, id: sql`rpminfo.id`, name: rpmFile },
  maven: {
    from: sql`from archiveinfo join maven_archives on maven_archives.archive_id = archiveinfo.id`,
    id: sql`archiveinfo.id`,
    name: sql`archiveinfo.filename`,
    matched: [
      sql`archiveinfo.filename`,
      sql`maven_archives.group_id || '-' || maven_archives.artifact_id || '-' || maven_archives.version`,
    ],
  },
  win: {
    from: sql`from archiveinfo join win_archives on win_archives.archive_id = archiveinfo.id`,
    id: sql`archiveinfo.id`,
    name: sql`trim(leading '/' from ${winFile})`,
    matched: [sql`archiveinfo.filename`, winFile],
  },
};

function beforeDash(glob: string): string {
  return glob.split('-', 1)[0] ?? '';
}
/** More dashes than any name has would make too many ways. */
const mostDashes = 30;
/** All ways to take a text for name, version and release, as each may have dashes in it. */
function isNvr(text: string): Sql | undefined {
  const parts = text.split('-');
  if (parts.length > mostDashes) return undefined;
  const [names, versions, releases]: [string[], string[], string[]] = [[], [], []];
  for (let end = 2; end < parts.length; end++)
    for (let start = 1; start < end; start++) {
      names.push(parts.slice(0, start).join('-'));
      versions.push(parts.slice(start, end).join('-'));
      releases.push(parts.slice(end).join('-'));
    }
  return sql`
    (package.name, build.version, build.release) in (select * from unnest(${names}::text[], ${versions}::text[], ${releases}::text[]))`;
}

export interface SearchQuestion {
  readonly terms: string | null;
  readonly kind: string;
  readonly matchType: string;
  readonly regexpLimitS: number;
}
/** Things of a kind whose name matches: a glob or a regular expression whatever the case, else the exact text. */
export async function searchFor(
  plainDb: Db,
  { terms, kind, matchType, regexpLimitS }: SearchQuestion,
  options: QueryOptions | null,
): Promise<AsyncIterable<SearchResult> | SearchResult[] | number | AsyncIterable<unknown[]> | unknown[][]> {
  if (!terms) throw new GenericError('empty search terms');
  // Compatibility: files in rpms could be searched once.
  if (kind === 'file') return options?.countOnly ? 0 : [];
  const subject = Object.hasOwn(subjects, kind) ? subjects[kind] : undefined;
  if (!subject) throw new GenericError(`No such search type: ${kind}`);
  const db = matchType === 'regexp' ? limitTime(plainDb, regexpLimitS) : plainDb;
  if (matchType === 'regexp') await assertRegularExpression(db, terms);
  const matches = (subject.matched ?? [subject.name]).map((text) => matching(text, terms, matchType));
  const narrowed = narrowing(subject, terms, matchType);
  const where = allOf([sql`(${join(matches, ' or ')})`, narrowed, subject.where]);
  return streamWith<SearchResult>(
    db,
    { columns: { id: subject.id, name: subject.name }, from: subject.from, where, defaultOrder: subject.id },
    options,
  );
}
function narrowing(subject: Subject, terms: string, matchType: string): Sql | undefined {
  if (matchType === 'regexp') return undefined;
  return matchType === 'glob' ? subject.narrowed?.(terms) : subject.exactly?.(terms);
}
function matching(text: Sql, terms: string, matchType: string): Sql {
  if (matchType === 'glob') return sql`${text} ilike ${globToLike(terms)}`;
  if (matchType === 'regexp') return sql`${text} ~* ${terms}`;
  return sql`${text} = ${terms}`;
}

const invalidRegularExpression = '2201B';
async function assertRegularExpression(db: Db, pattern: string): Promise<void> {
  try {
    await db.savepoint(() => db.row(sql`select '' ~* ${pattern}`));
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === invalidRegularExpression) {
      throw new GenericError(`Invalid regular expression: ${pattern}`, { cause });
    }
    throw cause;
  }
}
