import { BuildError } from '@koji/common/errors';
import { isStruct } from '@koji/common/is-struct';
import type { BuildConfig } from '@koji/common/types/tag';
import type { WireStruct, WireValue } from '@koji/common/wire/values';
import { servesTag } from '../host/arches.ts';
import type { BuilderHub } from '../session.ts';
import type { HostFacts } from './task.ts';

/** Whether this host can make build roots of the tag that a task names as its second argument. */
export async function canMakeBuildroot(hub: BuilderHub, host: HostFacts, request: readonly WireValue[]): Promise<boolean> {
  const tag = tagReference(request[1]);
  if (tag === undefined) return true;
  const config = (await hub.getBuildConfig(tag)) as BuildConfig | null;
  return config === null || servesTag(host, config.arches);
}

/** A tag as its id or name, whichever form the request has. */
function tagReference(value: WireValue | undefined): number | string | undefined {
  const reference = isStruct(value) ? (value.id ?? value.name) : value;
  return typeof reference === 'number' || typeof reference === 'string' ? reference : undefined;
}

/** Tag and repository of a task's build root, as its request names them. Throws BuildError where one is missing. */
export function buildrootOrigin(
  tag: WireValue | undefined,
  options: WireStruct | null,
): { readonly tag: number | string; readonly repoId: number } {
  const reference = tagReference(tag);
  const repoId = options?.repo_id;
  if (reference === undefined) throw new BuildError('A build tag must be provided');
  if (typeof repoId !== 'number') throw new BuildError('A repo id must be provided');
  return { tag: reference, repoId };
}
