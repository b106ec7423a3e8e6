import type { ListedBuild } from '@koji/common/types/build';
import { epoch, type Sql, sql } from '../db/sql.ts';

type PlainListedBuild = Omit<ListedBuild, 'maven_group_id' | 'maven_artifact_id' | 'maven_version' | 'platform'>;

/** What every answer about a build holds, by answer key. `extra` is JSON text here. */
export const buildColumns = {
  build_id: sql`build.id`,
  name: sql`package.name`,
  version: sql`build.version`,
  release: sql`build.release`,
  epoch: sql`build.epoch`,
  nvr: sql`package.name || '-' || build.version || '-' || build.release`,
  draft: sql`build.draft`,
  state: sql`build.state`,
  task_id: sql`build.task_id`,
  package_id: sql`package.id`,
  package_name: sql`package.name`,
  owner_id: sql`owner.id`,
  owner_name: sql`owner.name`,
  promoter_id: sql`promoter.id`,
  promoter_name: sql`promoter.name`,
  volume_id: sql`volume.id`,
  volume_name: sql`volume.name`,
  creation_event_id: sql`events.id`,
  creation_time: sql`events.time`,
  creation_ts: epoch('events.time'),
  start_time: sql`build.start_time`,
  start_ts: epoch('build.start_time'),
  completion_time: sql`build.completion_time`,
  completion_ts: epoch('build.completion_time'),
  promotion_time: sql`build.promotion_time`,
  promotion_ts: epoch('build.promotion_time'),
  source: sql`build.source`,
  extra: sql`build.extra`,
} as const satisfies Record<keyof PlainListedBuild, Sql>;

/** What buildColumns need beside `build`. */
export const buildJoins = sql`
  join events on events.id = build.create_event
  join package on package.id = build.pkg_id
  join volume on volume.id = build.volume_id
  join users owner on owner.id = build.owner
  left join users promoter on promoter.id = build.promoter`;
/** Where buildColumns come from. */
export const buildSource = sql`from build ${buildJoins}`;

/** Both kinds for null, else drafts only or others only. */
export function draftFilter(column: Sql): (draft: boolean) => Sql {
  return (draft) => (draft ? sql`${column} is true` : sql`${column} is not true`);
}
