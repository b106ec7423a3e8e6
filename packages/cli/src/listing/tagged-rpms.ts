import { existsSync, statSync } from 'node:fs';
import type { PathLayout } from '@koji/common/paths/layout';
import { pythonStr } from '@koji/common/python-text';
import { formatNvra, type Nvra } from '@koji/common/rpm/nvr';
import type { Output } from '../output/output.ts';

type TaggedRpm = Nvra & { readonly build_id: number | null; readonly draft: boolean | null; readonly sigkey?: string | null };
interface RpmBuild {
  readonly build_id: number;
  readonly package_name: string;
  readonly version: string;
  readonly release: string;
  readonly volume_name: string;
}

export interface TaggedRpmStyle {
  readonly paths: PathLayout | undefined;
  readonly sigs: boolean;
}

/** Names or paths of rpms, sorted. Of signed copies only those that are there have a path. */
export function taggedRpmLines(
  out: Output,
  rpms: readonly TaggedRpm[],
  builds: readonly RpmBuild[],
  { paths, sigs }: TaggedRpmStyle,
): string[] {
  if (paths) return (sigs ? signedPaths(out, rpms, builds, paths) : plainPaths(rpms, builds, paths)).sort();
  return rpms
    .map((rpm) => {
      const draft = rpm.draft ? ` (,draft_${rpm.build_id})` : '';
      return `${sigs ? `${pythonStr(rpm.sigkey ?? null)} ` : ''}${formatNvra(rpm)}${draft}`;
    })
    .sort();
}

function plainPaths(rpms: readonly TaggedRpm[], builds: readonly RpmBuild[], layout: PathLayout): string[] {
  const byId = buildsById(builds);
  return rpms.flatMap((rpm) => {
    const build = byId.get(rpm.build_id ?? 0);
    return build ? [layout.rpm(build, rpm)] : [];
  });
}

function signedPaths(out: Output, rpms: readonly TaggedRpm[], builds: readonly RpmBuild[], layout: PathLayout): string[] {
  const present = builds.filter((build) => {
    const directory = layout.build({ ...build, name: build.package_name });
    const isThere = statSync(directory, { throwIfNoEntry: false })?.isDirectory() ?? false;
    if (!isThere) out.warn(`Build directory not found: ${directory}`);
    return isThere;
  });
  const byId = buildsById(present);
  return rpms.flatMap((rpm) => {
    const build = byId.get(rpm.build_id ?? 0);
    if (!build) return [];
    const path = rpm.sigkey ? layout.signedRpm(build, rpm, rpm.sigkey) : layout.rpm(build, rpm);
    return existsSync(path) ? [path] : [];
  });
}

function buildsById(builds: readonly RpmBuild[]): ReadonlyMap<number, RpmBuild & { readonly name: string }> {
  return new Map(builds.map((build) => [build.build_id, { ...build, name: build.package_name }]));
}
