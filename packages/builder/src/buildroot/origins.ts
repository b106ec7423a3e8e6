import { BuildError, BuildrootError } from '@koji/common/errors';
import { formatNvra, parseNvra } from '@koji/common/rpm/nvr';
import type { TagExternalRepo } from '@koji/common/types/external-repo';
import type { WireStruct } from '@koji/common/wire/values';
import type { BuildrootContent } from './installed.ts';

/** An rpm of a repository as its rpmlist.jsonl tells. */
export interface RepoRpm {
  readonly id: number;
  readonly name: string;
  readonly version: string;
  readonly release: string;
  readonly arch: string;
  readonly payloadhash: string;
}

/** Where each package of a merged repository came from, by N-V-R.A. */
export type Origins = ReadonlyMap<string, string>;

/** Reads a repository's origin file: `[e:]n-v-r.a<tab>url`, one a line. */
export function parseOrigins(text: string): Origins {
  const origins = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [nevra, url] = line.trim().split(/\s+/);
    if (nevra && url) origins.set(formatNvra(parseNvra(nevra)), url);
  }
  return origins;
}

/** Path of the origin file that a repomd.xml names, relative to the repository. */
export function originLocation(repomd: string): string | undefined {
  const section = /<data\s+type="origin">([\s\S]*?)<\/data>/.exec(repomd)?.[1] ?? '';
  return /<location\s[^>]*href="([^"]+)"/.exec(section)?.[1];
}

/** Names the external repository of every rpm that came from one. Throws BuildError when an rpm's origin is unknown. */
export function markExternal(
  rpms: readonly BuildrootContent[],
  origins: Origins,
  externalRepos: readonly TagExternalRepo[],
  { arch, repoId }: { readonly arch: string; readonly repoId: number },
): BuildrootContent[] {
  const byUrl = new Map(externalRepos.map((repo) => [repo.url.replaceAll('$arch', arch), repo]));
  // The repository's own rpms were merged from a directory of this name.
  const ownTail = `/repo_${repoId}_premerge/`;
  return rpms.map((rpm) => {
    const nvra = formatNvra(rpm);
    const url = origins.get(nvra);
    if (url === undefined) throw new BuildError(`No origin for ${nvra}`);
    const repo = byUrl.get(url);
    if (repo) return { ...rpm, external_repo: repo as WireStruct, location: repo.external_repo_id };
    if (url.startsWith('file://') && url.endsWith(ownTail)) return rpm;
    throw new BuildError(`Unknown origin for ${nvra}: ${url}`);
  });
}

/** Gives own rpms their ids at the hub. Throws BuildrootError when one is not the rpm that the repository had. */
export function mapInternal(rpms: readonly BuildrootContent[], repoRpms: readonly RepoRpm[]): BuildrootContent[] {
  const byNvra = new Map(repoRpms.map((rpm) => [formatNvra(rpm), rpm]));
  return rpms.map((rpm) => {
    const nvra = formatNvra(rpm);
    const known = rpm.external_repo ? undefined : byNvra.get(nvra);
    if (!known) return rpm;
    if (known.payloadhash !== rpm.payloadhash) {
      throw new BuildrootError(
        `RPM: ${nvra}: payloadhash: ${rpm.payloadhash} mismatch expected ${known.payloadhash} in rpmlist.jsonl`,
      );
    }
    return { ...rpm, id: known.id };
  });
}

export function parseRpmList(text: string): RepoRpm[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as RepoRpm);
}
