import type { ExternalRepo, TagExternalRepo } from '@koji/common/types/external-repo';
import type { WireStruct } from '@koji/common/wire/values';
import type { Db } from '../db/database.ts';
import { structFromJson } from '../db/json.ts';
import { selectWith } from '../db/query-options.ts';
import { activeAt, allOf, type Sql, sql, when } from '../db/sql.ts';

export const externalRepoColumns = {
  id: sql`external_repo.id`,
  name: sql`external_repo.name`,
  url: sql`external_repo_config.url`,
} as const satisfies Record<keyof ExternalRepo, Sql>;
export const externalRepoSource = sql`
  from external_repo join external_repo_config on external_repo_config.external_repo_id = external_repo.id`;

export interface ExternalRepoFilter {
  readonly repo: number | string | null;
  readonly url: string | null;
  readonly event: number | null;
}
export function externalRepoClause(filter: ExternalRepoFilter): Sql {
  return allOf([
    activeAt(filter.event, 'external_repo_config'),
    when(filter.repo, (key) => (typeof key === 'number' ? sql`external_repo.id = ${key}` : sql`external_repo.name = ${key}`)),
    when(filter.url, (url) => sql`external_repo_config.url = ${url}`),
  ]);
}
export function findExternalRepo(db: Db, key: number | string, event: number | null = null): Promise<ExternalRepo | undefined> {
  const where = externalRepoClause({ repo: key, url: null, event });
  return db.row<ExternalRepo>(selectWith({ columns: externalRepoColumns, from: externalRepoSource, where }, null));
}
/** The id behind a name, of deleted repositories too. */
export function findExternalRepoName(db: Db, key: number | string): Promise<{ id: number; name: string } | undefined> {
  return db.row(sql`select id, name from external_repo where ${typeof key === 'number' ? sql`id = ${key}` : sql`name = ${key}`}`);
}
export async function ensureExternalRepoId(db: Db, name: string): Promise<number> {
  const known = await findExternalRepoName(db, name);
  return known?.id ?? ((await db.value<number>(sql`insert into external_repo (name) values (${name}) returning id`)) as number);
}
export async function updateExternalRepoName(db: Db, id: number, name: string): Promise<void> {
  await db.run(sql`update external_repo set name = ${name} where id = ${id}`);
}

export interface TagExternalRepoFilter {
  readonly tagIds: readonly number[] | null;
  readonly repoId: number | null;
  readonly event: number | null;
}
/** Links of tags to external repositories: the tags in the order given, in each the smallest priority first. */
export function listTagExternalRepos(db: Db, filter: TagExternalRepoFilter): Promise<TagExternalRepo[]> {
  const { tagIds, event } = filter;
  return db.rows(sql`
    select link.tag_id, tag.name as tag_name, link.external_repo_id, external_repo.name as external_repo_name, external_repo_config.url,
           link.priority, link.merge_mode, link.arches
    from tag_external_repos link
    join tag on tag.id = link.tag_id
    join external_repo on external_repo.id = link.external_repo_id
    join external_repo_config on external_repo_config.external_repo_id = link.external_repo_id and ${activeAt(event, 'external_repo_config')}
    where ${allOf([
      activeAt(event, 'link'),
      when(tagIds, (ids) => sql`link.tag_id = any(${ids}::int[])`),
      when(filter.repoId, (id) => sql`link.external_repo_id = ${id}`),
    ])}
    order by ${tagIds === null ? sql`` : sql`array_position(${tagIds}::int[], link.tag_id),`} link.priority, link.tag_id`);
}

/** What kojira remembers of a repository. */
export async function findExternalRepoData(db: Db, repoId: number): Promise<WireStruct | null> {
  const text = await db.value<string>(
    sql`select data::text from external_repo_data where external_repo_id = ${repoId} and active = true`,
  );
  return structFromJson(text ?? null);
}
