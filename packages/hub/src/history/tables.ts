import type { Documents } from '../db/documents.ts';
import { structFromJson } from '../db/json.ts';
import { type Sql, sql } from '../db/sql.ts';
import type { VersionedTable } from '../db/versioned.ts';

/** What a history can be narrowed to, beside times and editors. */
export type HistoryFilter =
  | 'tag'
  | 'build'
  | 'package'
  | 'host'
  | 'channel'
  | 'user'
  | 'permission'
  | 'cg'
  | 'external_repo'
  | 'build_target'
  | 'group'
  | 'xkey';

export interface HistoryTable {
  readonly columns: readonly string[];
  /** The column that a filter looks at. A filter that is not here leaves the table out. */
  readonly filters: Readonly<Partial<Record<HistoryFilter, readonly string[]>>>;
  /** Further answers, from tables that `join` brings in. */
  readonly extra?: { readonly columns: Readonly<Record<string, Sql>>; readonly join: Sql };
  readonly documents?: Documents;
}

// Two tables name two things of a kind, and clients know which of them a filter means: the required group, the
// destination tag; a user is sought among the groups.
export const historyTables: Readonly<Record<VersionedTable, HistoryTable>> = {
  build_target_config: {
    columns: ['build_target_id', 'build_tag', 'dest_tag'],
    filters: { build_target: ['build_target_id'], tag: ['dest_tag'] },
  },
  cg_users: { columns: ['user_id', 'cg_id'], filters: { user: ['user_id'], cg: ['cg_id'] } },
  external_repo_config: { columns: ['external_repo_id', 'url'], filters: { external_repo: ['external_repo_id'] } },
  external_repo_data: {
    columns: ['external_repo_id', 'data'],
    filters: { external_repo: ['external_repo_id'] },
    documents: { data: structFromJson },
  },
  group_config: {
    columns: [
      'group_id',
      'tag_id',
      'blocked',
      'exported',
      'display_name',
      'is_default',
      'uservisible',
      'description',
      'langonly',
      'biarchonly',
    ],
    filters: { group: ['group_id'], tag: ['tag_id'] },
  },
  group_package_listing: {
    columns: ['group_id', 'tag_id', 'package', 'blocked', 'type', 'basearchonly', 'requires'],
    filters: { group: ['group_id'], tag: ['tag_id'], package: ['package'] },
  },
  group_req_listing: {
    columns: ['group_id', 'tag_id', 'req_id', 'blocked', 'type', 'is_metapkg'],
    filters: { group: ['req_id'], tag: ['tag_id'] },
  },
  host_channels: { columns: ['host_id', 'channel_id'], filters: { host: ['host_id'], channel: ['channel_id'] } },
  host_config: {
    columns: ['host_id', 'arches', 'capacity', 'description', 'comment', 'enabled'],
    filters: { host: ['host_id'] },
  },
  tag_config: {
    columns: ['tag_id', 'arches', 'perm_id', 'locked', 'maven_support', 'maven_include_all'],
    filters: { tag: ['tag_id'], permission: ['perm_id'] },
  },
  tag_external_repos: {
    columns: ['tag_id', 'external_repo_id', 'priority', 'merge_mode', 'arches'],
    filters: { tag: ['tag_id'], external_repo: ['external_repo_id'] },
  },
  tag_extra: { columns: ['tag_id', 'key', 'value'], filters: { tag: ['tag_id'], xkey: ['key'] } },
  tag_inheritance: {
    columns: ['tag_id', 'parent_id', 'priority', 'maxdepth', 'intransitive', 'noconfig', 'pkg_filter'],
    filters: { tag: ['tag_id', 'parent_id'] },
  },
  tag_listing: {
    columns: ['build_id', 'tag_id'],
    filters: { build: ['build_id'], tag: ['tag_id'], package: ['build.pkg_id'] },
    extra: {
      columns: {
        name: sql`package.name`,
        version: sql`build.version`,
        release: sql`build.release`,
        epoch: sql`build.epoch`,
        'build.state': sql`build.state`,
      },
      join: sql`join build on build.id = history.build_id join package on package.id = build.pkg_id`,
    },
  },
  tag_package_owners: {
    columns: ['package_id', 'tag_id', 'owner'],
    filters: { package: ['package_id'], tag: ['tag_id'], user: ['owner'] },
  },
  tag_packages: {
    columns: ['package_id', 'tag_id', 'blocked', 'extra_arches'],
    filters: { package: ['package_id'], tag: ['tag_id'] },
  },
  user_groups: { columns: ['user_id', 'group_id'], filters: { user: ['group_id'] } },
  user_perms: { columns: ['user_id', 'perm_id'], filters: { user: ['user_id'], permission: ['perm_id'] } },
};

/** The names behind ids: table and answer key. */
export const references: Readonly<Record<string, { readonly table: string; readonly key: string }>> = {
  user_id: { table: 'users', key: 'user.name' },
  perm_id: { table: 'permissions', key: 'permission.name' },
  cg_id: { table: 'content_generator', key: 'content_generator.name' },
  tag_id: { table: 'tag', key: 'tag.name' },
  parent_id: { table: 'tag', key: 'parent.name' },
  host_id: { table: 'host', key: 'host.name' },
  channel_id: { table: 'channels', key: 'channels.name' },
  build_target_id: { table: 'build_target', key: 'build_target.name' },
  build_tag: { table: 'tag', key: 'build_tag.name' },
  dest_tag: { table: 'tag', key: 'dest_tag.name' },
  external_repo_id: { table: 'external_repo', key: 'external_repo.name' },
  package_id: { table: 'package', key: 'package.name' },
  owner: { table: 'users', key: 'owner.name' },
  req_id: { table: 'groups', key: 'req.name' },
};
/** What a group is depends on the table. */
export function groupTable(table: VersionedTable): string {
  return table === 'user_groups' ? 'users' : 'groups';
}
