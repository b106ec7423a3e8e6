import { canonArch } from '@koji/common/arch';
import { pkglistDirectory } from '@koji/common/paths/layout';
import type { RepoOptions } from '@koji/common/types/repo';
import { type Sql, sql } from '../db/sql.ts';
import type { Call } from '../rpc/call.ts';
import { readTaggedPlaces } from '../tagging/read-tagged.ts';
import { ListFiles } from './list-files.ts';
import { PackageLists } from './package-list-rows.ts';

export interface PackageListing {
  readonly directory: string;
  readonly arches: readonly string[];
  readonly tagId: number;
  readonly event: number;
  readonly opts: RepoOptions;
  /** Only the latest build of each package. */
  readonly latest: boolean;
}
/**
 * Writes for each arch `pkglist`, the paths from which its metadata is made, and `rpmlist.jsonl`, the records of the same
 * rpms. Rows are written as they come: a tag may hold hundreds of thousands.
 */
export async function writePackageLists(call: Call, listing: PackageListing): Promise<void> {
  const { tagId, event, opts, arches, directory } = listing;
  const filter = { tagId, event, inherit: true, latest: listing.latest ? 1 : null, package: null, type: null };
  const places = await readTaggedPlaces(call.db, filter);
  const directories = new Map([...places].map(([id, place]) => [id, Buffer.from(`${pkglistDirectory(place)}/`)]));
  const lists = new PackageLists({
    directories,
    debuginfo: opts.debuginfo ?? false,
    targetsOf: (arch) => targetArches(arch, arches, opts),
  });
  const unwanted = ['src', 'nosrc'].filter((arch) => targetArches(arch, arches, opts).length === 0);
  await using files = await ListFiles.create(directory, arches);
  for await (const full of call.db.pour(rpmsOf([...places.keys()], unwanted), lists)) await files.add(full);
  await files.add(lists.rest());
  await files.finish();
}
/** Columns in the order of their names, which is that of the keys in the records. */
function rpmsOf(buildIds: readonly number[], unwanted: readonly string[]): Sql {
  return sql`
    select rpminfo.arch, rpminfo.build_id, rpminfo.buildroot_id, rpminfo.buildtime, rpminfo.draft, rpminfo.epoch, rpminfo.extra, rpminfo.id,
           rpminfo.metadata_only, rpminfo.name, rpminfo.payloadhash, rpminfo.release, rpminfo.size, rpminfo.version
    from unnest(${buildIds.toSorted((a, b) => a - b)}::int[]) as chosen (build_id) join rpminfo on rpminfo.build_id = chosen.build_id
    where rpminfo.arch <> all(${unwanted}::text[])`;
}
/** The repositories, by arch, that an rpm goes into. */
export function targetArches(arch: string, arches: readonly string[], opts: RepoOptions): readonly string[] {
  if (arch === 'noarch') return arches.filter((each) => each !== 'src');
  if (arch === 'src' || arch === 'nosrc') {
    if (opts.src) return arches;
    return opts.separate_src ? ['src'] : [];
  }
  const canonical = canonArch(arch);
  return arches.includes(canonical) ? [canonical] : [];
}
