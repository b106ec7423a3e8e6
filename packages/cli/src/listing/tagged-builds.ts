import type { PathLayout } from '@koji/common/paths/layout';
import type { Output } from '../output/output.ts';

export interface TaggedBuildRow {
  readonly nvr: string;
  readonly package_name: string;
  readonly version: string;
  readonly release: string;
  readonly volume_name: string;
  readonly tag_name: string;
  readonly owner_name: string;
  readonly maven_group_id?: string;
  readonly maven_artifact_id?: string;
}

export interface TaggedBuildStyle {
  readonly isMaven: boolean;
  /** Shows where the builds lie instead of their names. */
  readonly paths: PathLayout | undefined;
}

/** The head of a table of tagged builds. */
export function printTaggedBuildsHead(out: Output, { isMaven }: TaggedBuildStyle): void {
  const titles = ['Build', 'Tag', ...(isMaven ? ['Group Id', 'Artifact Id'] : []), 'Built by'];
  const widths = [40, 20, ...(isMaven ? [20, 20] : []), 16];
  const last = titles.length - 1;
  out.line(titles.map((title, i) => (i === last ? title : title.padEnd(widths[i] ?? 0))).join('  '));
  out.line(widths.map((width) => '-'.repeat(width)).join('  '));
}

/** The lines of such a table, sorted. */
export function taggedBuildLines(builds: readonly TaggedBuildRow[], { isMaven, paths }: TaggedBuildStyle): string[] {
  return builds
    .map((build) => {
      const first = paths ? placeOf(build, paths, isMaven) : build.nvr;
      const maven = isMaven ? [build.maven_group_id ?? '', build.maven_artifact_id ?? ''].map((text) => text.padEnd(20)) : [];
      return [first.padEnd(40), build.tag_name.padEnd(20), ...maven, build.owner_name].join('  ');
    })
    .sort();
}

function placeOf(
  { package_name: name, version, release, volume_name }: TaggedBuildRow,
  layout: PathLayout,
  isMaven: boolean,
): string {
  const place = { name, version, release, volume_name };
  return isMaven ? layout.typeDirectory(place, 'maven') : layout.build(place);
}
