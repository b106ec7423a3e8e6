import { canonArch, splitArches } from '@koji/common/arch';
import { BuildError } from '@koji/common/errors';
import type { HostFacts } from '../tasks/task.ts';

/** Whether a host can make build roots of a tag. A tag without arches fails later, with a better message. */
export function servesTag(host: HostFacts, tagArches: string | null | undefined): boolean {
  const wanted = splitArches(tagArches).map(canonArch);
  const offered = new Set(splitArches(host.arches));
  return wanted.length === 0 || wanted.some((arch) => offered.has(arch));
}

export interface ArchChoice {
  readonly arch: string;
  readonly host: HostFacts;
  readonly tag: { readonly name: string; readonly arches: string | null };
  /** Taken when it is possible. */
  readonly preferred?: string | undefined;
  readonly random?: (() => number) | undefined;
}

/** The arch of the build root for a build of `arch`: for noarch one that host and tag have in common. Throws BuildError. */
export function chooseBuildrootArch({ arch, host, tag, preferred, random = Math.random }: ArchChoice): string {
  if (arch !== 'noarch') return arch;
  const hostArches = canonical(host.arches);
  const tagArches = canonical(tag.arches);
  if (hostArches.length === 0) throw new BuildError(`No arch list for this host: ${host.name}`);
  if (tagArches.length === 0) throw new BuildError(`No arch list for tag: ${tag.name}`);
  const shared = hostArches.filter((candidate) => tagArches.includes(candidate));
  if (preferred !== undefined && shared.includes(preferred)) return preferred;
  const chosen = shared[Math.floor(random() * shared.length)];
  if (chosen === undefined) {
    throw new BuildError(
      `host ${host.name} (${hostArches.join(', ')}) does not support any arches of tag ${tag.name} (${tagArches.join(', ')})`,
    );
  }
  return chosen;
}

function canonical(arches: string | null): string[] {
  return [...new Set(splitArches(arches).map(canonArch))].sort();
}
