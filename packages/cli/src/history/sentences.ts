/** What a row of history tells: that something began, that it ended, or both at once, which is a change. */
export type Happening = 'added' | 'removed' | 'changed';
type Sentences = { readonly [happening in Happening]: string };

/** A table of the history: the fields that tell its entries apart, and sentences with fields in braces. */
interface HistoryTable {
  readonly keys: readonly string[];
  readonly sentences: Sentences;
}

function table(keys: string, added: string, removed: string, changed: string): HistoryTable {
  return { keys: keys.split(' '), sentences: { added, removed, changed } };
}

const build = '{name}-{version}-{release}';

export const historyTables: { readonly [table: string]: HistoryTable } = {
  user_perms: table(
    'user_id perm_id',
    'permission {permission.name} granted to {user.name}',
    'permission {permission.name} revoked for {user.name}',
    'permission {permission.name} re-granted to {user.name}',
  ),
  user_groups: table(
    'user_id group_id',
    'user {user.name} added to group {group.name}',
    'user {user.name} removed from group {group.name}',
    'user {user.name} re-added to group {group.name}',
  ),
  cg_users: table(
    'user_id cg_id',
    'user {user.name} added to content generator {content_generator.name}',
    'user {user.name} removed from content generator {content_generator.name}',
    'user {user.name} re-added to content generator {content_generator.name}',
  ),
  tag_inheritance: table(
    'tag_id parent_id',
    'inheritance line {tag.name}->{parent.name} added',
    'inheritance line {tag.name}->{parent.name} removed',
    'inheritance line {tag.name}->{parent.name} updated',
  ),
  tag_config: table('tag_id', 'new tag: {tag.name}', 'tag deleted: {tag.name}', 'tag configuration for {tag.name} altered'),
  tag_extra: table(
    'tag_id key',
    'added tag option {key} for tag {tag.name}',
    'tag option {key} removed for {tag.name}',
    'tag option {key} for tag {tag.name} altered',
  ),
  build_target_config: table(
    'build_target_id',
    'new build target: {build_target.name}',
    'build target deleted: {build_target.name}',
    'build target configuration for {build_target.name} updated',
  ),
  external_repo_config: table(
    'external_repo_id',
    'new external repo: {external_repo.name}',
    'external repo deleted: {external_repo.name}',
    'external repo configuration for {external_repo.name} altered',
  ),
  external_repo_data: table(
    'external_repo_id',
    'new tracking data for external repo {external_repo.name}',
    'deleted tracking data for external repo {external_repo.name}',
    'tracking data for external repo {external_repo.name} altered',
  ),
  host_config: table(
    'host_id',
    'new host: {host.name}',
    'host deleted: {host.name}',
    'host configuration for {host.name} altered',
  ),
  host_channels: table(
    'host_id channel_id',
    'host {host.name} added to channel {channels.name}',
    'host {host.name} removed from channel {channels.name}',
    'host {host.name} removed from channel {channels.name}',
  ),
  tag_external_repos: table(
    'tag_id external_repo_id',
    'external repo entry for {external_repo.name} added to tag {tag.name}',
    'external repo entry for {external_repo.name} removed from tag {tag.name}',
    'external repo entry for {external_repo.name} in tag {tag.name} updated',
  ),
  tag_listing: table(
    'build_id tag_id',
    `${build} tagged into {tag.name}`,
    `${build} untagged from {tag.name}`,
    `${build} re-tagged into {tag.name}`,
  ),
  tag_packages: table(
    'package_id tag_id',
    'package list entry created: {package.name} in {tag.name}',
    'package list entry revoked: {package.name} in {tag.name}',
    'package list entry for {package.name} in {tag.name} updated',
  ),
  tag_package_owners: table(
    'package_id tag_id',
    'package owner {owner.name} set for {package.name} in {tag.name}',
    'package owner {owner.name} revoked for {package.name} in {tag.name}',
    'package owner changed for {package.name} in {tag.name}',
  ),
  group_config: table(
    'group_id tag_id',
    'group {group.name} added to tag {tag.name}',
    'group {group.name} removed from tag {tag.name}',
    'group {group.name} configuration for tag {tag.name} updated',
  ),
  group_req_listing: table(
    'group_id tag_id req_id',
    'group dependency {group.name}->{req.name} added in tag {tag.name}',
    'group dependency {group.name}->{req.name} dropped from tag {tag.name}',
    'group dependency {group.name}->{req.name} updated in tag {tag.name}',
  ),
  group_package_listing: table(
    'group_id tag_id package',
    'package {package} added to group {group.name} in tag {tag.name}',
    'package {package} removed from group {group.name} in tag {tag.name}',
    'package entry {package} in group {group.name}, tag {tag.name} updated',
  ),
};
