import { isStruct } from '@koji/common/is-struct';
import type { BuildConfig } from '@koji/common/types/tag';
import type { WireValue } from '@koji/common/wire/values';
import { chooseBuildrootArch, servesTag } from '../host/arches.ts';
import type { BuilderHub } from '../session.ts';
import type { HostFacts, TaskContext } from './task.ts';

/** Whether this host can make build roots of the tag that a task names as its second argument. */
export async function canMakeBuildroot(hub: BuilderHub, host: HostFacts, request: readonly WireValue[]): Promise<boolean> {
  const tag = tagReference(request[1]);
  if (tag === undefined) return true;
  const config = (await hub.getBuildConfig(tag)) as BuildConfig | null;
  return config === null || servesTag(host, config.arches);
}

/** A tag as its id or name, whichever form the request has. */
export function tagReference(value: WireValue | undefined): number | string | undefined {
  const reference = isStruct(value) ? (value.id ?? value.name) : value;
  return typeof reference === 'number' || typeof reference === 'string' ? reference : undefined;
}

/** The arch of the build root on this host for a build of `arch` at an event. Throws BuildError. */
export async function buildrootArch(
  { hub }: TaskContext,
  arch: string,
  tag: number | string,
  event: number,
  preferred?: string,
): Promise<string> {
  const host = (await hub.host.getHost()) as HostFacts;
  const config = (await hub.getBuildConfig(tag, { event })) as BuildConfig;
  return chooseBuildrootArch({ arch, host, tag: config, preferred });
}
