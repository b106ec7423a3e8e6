import { GenericError, ParameterError } from '@koji/common/errors';
import type { Build } from '@koji/common/types/build';
import { copyGroups } from '../comps/copy-groups.ts';
import { addEntries } from '../packages/copy-list.ts';
import { listEffectiveEntries } from '../packages/package-entries.ts';
import type { Call } from '../rpc/call.ts';
import type { TagWithExtra } from '../tags/build-config.ts';
import { createTag } from '../tags/edit-tag.ts';
import { findTag } from '../tags/queries.ts';
import { requireFullTag } from '../tags/require-tag.ts';
import { requireBuilds } from './find-builds.ts';
import { readTaggingOrder } from './read-tagged.ts';
import { tagInOrder } from './tag-in-order.ts';

/** What a snapshot takes over, and how. */
export interface SnapshotOptions {
  readonly config: boolean;
  readonly pkgs: boolean;
  readonly builds: boolean;
  readonly groups: boolean;
  readonly latestOnly: boolean;
  readonly inheritBuilds: boolean;
  /** The source as it was then. */
  readonly event: number | null;
  /** Copies locked tags too. */
  readonly force: boolean;
}
export function assertCopyable(options: SnapshotOptions): void {
  if (options.builds && !options.pkgs) throw new ParameterError("builds can't be used without pkgs in snapshotTag");
}
/** The builds to copy, the one tagged first in front. */
export async function snapshotBuilds(
  call: Call,
  source: TagWithExtra,
  options: Pick<SnapshotOptions, 'event' | 'latestOnly' | 'inheritBuilds'>,
): Promise<Build[]> {
  const ids = await readTaggingOrder(call.db, {
    tagId: source.id,
    event: options.event,
    inherit: options.inheritBuilds,
    latest: options.latestOnly ? 1 : null,
    package: null,
    type: null,
  });
  return requireBuilds(call, ids);
}
/** Makes a tag with the contents of another. Inheritance and external repositories are not taken over. */
export async function snapshotTag(call: Call, sourceKey: number | string, name: string, options: SnapshotOptions): Promise<void> {
  assertCopyable(options);
  if (await findTag(call.db, name)) throw new GenericError('Target tag already exists');
  const source = await requireFullTag(call, sourceKey, options.event);
  if (source.locked && !options.force) throw new GenericError('Source tag is locked, use force to copy');
  const tag = await requireFullTag(
    call,
    await createTag(call, { ...newTag, ...(options.config ? settingsOf(source) : {}), name }),
  );
  call.nextEvent();
  if (options.pkgs) {
    await addEntries(call, tag, await listEffectiveEntries(call.db, source.id, options.event));
    call.nextEvent();
  }
  if (options.builds) await tagInOrder(call, tag, await snapshotBuilds(call, source, options));
  if (options.groups) {
    await copyGroups(call, source.id, tag.id, options.event);
    call.nextEvent();
  }
}
const newTag = {
  parent: null,
  arches: '',
  perm: null,
  locked: false,
  maven_support: false,
  maven_include_all: false,
  extra: null,
};
function settingsOf(source: TagWithExtra) {
  const { arches, perm_id, locked, maven_support, maven_include_all, extra } = source;
  return { arches: arches ?? '', perm: perm_id, locked, maven_support, maven_include_all, extra };
}
