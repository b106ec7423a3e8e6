import type { LatestMavenArchive } from '@koji/common/types/archive';
import type { Db } from '../db/database.ts';
import { structFromJson } from '../db/json.ts';
import { activeAt, sql } from '../db/sql.ts';
import { isListed, packageSources } from '../packages/package-sources.ts';
import { readInheritance } from '../tags/read-inheritance.ts';

type Row = Omit<LatestMavenArchive, 'extra'> & { extra: string | null; include_all: boolean };

/**
 * The Maven archives that builds in a tag see: of each group and artifact the version tagged last in the nearest tag, and
 * all versions where a tag has maven_include_all (hub-behaviour.md §6).
 */
export async function* readLatestMavenArchives(
  db: Db,
  tagId: number,
  event: number | null,
  inherit: boolean,
): AsyncGenerator<LatestMavenArchive> {
  const links = await readInheritance(db, tagId, event);
  const sources = await packageSources(db, tagId, links, { event });
  const tagIds = [tagId, ...(inherit ? links.map((link) => link.parent_id) : [])];
  const included = new IncludedArchives();
  const rows = db.stream<Row>(sql`
    select tag.id as tag_id, tag.name as tag_name, build.pkg_id, build.id as build_id, package.name as build_name, build.version as build_version,
           build.release as build_release, build.epoch as build_epoch, build.state, build.task_id, build.owner, volume.id as volume_id,
           volume.name as volume_name, archiveinfo.id, archiveinfo.type_id, archiveinfo.buildroot_id, archiveinfo.filename, archiveinfo.size,
           archiveinfo.checksum, archiveinfo.checksum_type, archiveinfo.metadata_only, archiveinfo.extra, maven_archives.group_id,
           maven_archives.artifact_id, maven_archives.version, tag_listing.create_event as tag_event, tag_config.maven_include_all as include_all
    from unnest(${tagIds}::int[]) with ordinality as source (tag_id, ord)
    join tag on tag.id = source.tag_id
    join tag_config on tag_config.tag_id = tag.id and ${activeAt(event, 'tag_config')}
    join tag_listing on tag_listing.tag_id = source.tag_id and ${activeAt(event, 'tag_listing')}
    join build on build.id = tag_listing.build_id
    join volume on volume.id = build.volume_id
    join package on package.id = build.pkg_id
    join archiveinfo on archiveinfo.build_id = build.id
    join maven_archives on maven_archives.archive_id = archiveinfo.id
    where ${isListed(sql`build.pkg_id`, sources, event)}
    order by source.ord, tag_listing.create_event desc, build.id desc, archiveinfo.id`);
  for await (const { include_all, extra, ...archive } of rows) {
    if (included.take(archive, include_all)) yield { ...archive, extra: structFromJson(extra) };
  }
}

/** What was taken so far. Small beside the archives themselves. */
class IncludedArchives {
  readonly #builds = new Map<string, Map<string, number>>();
  readonly #archives = new Set<number>();

  take(archive: Pick<Row, 'id' | 'group_id' | 'artifact_id' | 'version' | 'build_id'>, includeAll: boolean): boolean {
    const artifact = `${archive.group_id}:${archive.artifact_id}`;
    const versions = this.#builds.get(artifact);
    const build = versions?.get(archive.version);
    if (build === undefined) {
      if (versions && !includeAll) return false;
      this.#builds.set(artifact, (versions ?? new Map<string, number>()).set(archive.version, archive.build_id));
    } else if (build !== archive.build_id) {
      // Another build of the same version, tagged earlier or farther away.
      return false;
    }
    if (this.#archives.has(archive.id)) return false;
    this.#archives.add(archive.id);
    return true;
  }
}
