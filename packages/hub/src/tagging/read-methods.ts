import { GenericError } from '@koji/common/errors';
import type { TaggedArchive } from '@koji/common/types/archive';
import type { TaggedBuild } from '@koji/common/types/build';
import type { TaggedRpm } from '@koji/common/types/rpm';
import type { ListedTag } from '@koji/common/types/tag';
import { Double, type WireValue } from '@koji/common/wire/values';
import { buildKey, requireBuild } from '../builds/build-key.ts';
import { listWith, queryOptions } from '../db/query-options.ts';
import { eventId } from '../events/event-id.ts';
import { findPackage } from '../packages/queries.ts';
import { orFault, orNull } from '../rpc/answers.ts';
import type { Call } from '../rpc/call.ts';
import { info } from '../rpc/info.ts';
import { anyone, method, optional, param } from '../rpc/method.ts';
import { anything, flag, intOrDigits, isTruthy, nullable, text } from '../rpc/shapes.ts';
import { findTag } from '../tags/queries.ts';
import { requireTag, requireTagId } from '../tags/require-tag.ts';
import { listTagsQuery } from './list-tags.ts';
import { readLatestMavenArchives } from './maven-archives.ts';
import { readTaggedArchives, readTaggedBuilds, readTaggedRpms } from './read-tagged.ts';
import { readTagAccess } from './tag-access.ts';

/** true for the latest build of a package, a number for so many of them. */
function readLatest(value: WireValue): number | null {
  if (value instanceof Double) return value.value === 0 ? null : Math.ceil(value.value);
  if (typeof value === 'number') return value === 0 ? null : value;
  return isTruthy(value) ? 1 : null;
}
function readArches(value: WireValue): string[] | null {
  if (!isTruthy(value)) return null;
  if (typeof value === 'string') return [value];
  if (Array.isArray(value) && value.every((arch) => typeof arch === 'string')) return value;
  throw new GenericError('Invalid type for arch: expected a string or a list of strings');
}
/** The id of a tag that existed at the event; undefined without one for those who are not strict. */
async function tagAt(call: Call, key: number | string, event: number | null, strict: boolean): Promise<number | undefined> {
  return orNull(await findTag(call.db, key, event), strict, `No such tag: ${key}`)?.id;
}

export const listTagged = method({
  name: 'listTagged',
  doc: 'Builds in a tag, the most recently tagged first; with inherit those of its ancestors behind them.',
  access: anyone,
  readOnly: true,
  params: [
    param('tag', info),
    optional('event', eventId, null),
    optional('inherit', flag, false),
    optional('prefix', nullable(text), null),
    optional('latest', anything, false),
    optional('package', nullable(text), null),
    optional('owner', nullable(text), null),
    optional('type', nullable(text), null),
    optional('strict', flag, true),
    optional('extra', flag, false),
    optional('draft', nullable(flag), null),
  ],
  async run(call, { tag, event, latest, strict, extra, ...filter }): Promise<AsyncIterable<TaggedBuild> | TaggedBuild[]> {
    const tagId = await tagAt(call, tag, event, strict);
    if (tagId === undefined) return [];
    return readTaggedBuilds(call.db, { ...filter, tagId, event, latest: readLatest(latest) }, { extra });
  },
});

export const listTaggedRPMS = method({
  name: 'listTaggedRPMS',
  doc: 'Rpms of the builds in a tag, and the builds.',
  access: anyone,
  readOnly: true,
  params: [
    param('tag', info),
    optional('event', eventId, null),
    optional('inherit', flag, false),
    optional('latest', anything, false),
    optional('package', nullable(text), null),
    optional('arch', anything, null),
    optional('rpmsigs', flag, false),
    optional('owner', nullable(text), null),
    optional('type', nullable(text), null),
    optional('strict', flag, true),
    optional('extra', flag, true),
    optional('draft', nullable(flag), null),
  ],
  async run(
    call,
    { tag, event, latest, arch, rpmsigs, strict, extra, ...filter },
  ): Promise<[AsyncIterable<TaggedRpm>, AsyncIterable<TaggedBuild>]> {
    const tagId = await tagAt(call, tag, event, strict);
    if (tagId === undefined) return nothingFound();
    return readTaggedRpms(
      call.db,
      { ...filter, tagId, event, latest: readLatest(latest) },
      { arches: readArches(arch), signatures: rpmsigs, extra },
    );
  },
});
/** Compatibility: without the tag the answer is one empty list, which those who are not strict must expect. */
function nothingFound(): never {
  return [] as never;
}

export const listTaggedArchives = method({
  name: 'listTaggedArchives',
  doc: 'Archives of the builds in a tag, and the builds.',
  access: anyone,
  readOnly: true,
  params: [
    param('tag', info),
    optional('event', eventId, null),
    optional('inherit', flag, false),
    optional('latest', anything, false),
    optional('package', nullable(text), null),
    optional('type', nullable(text), null),
    optional('strict', flag, true),
    optional('extra', flag, true),
  ],
  async run(
    call,
    { tag, event, latest, strict, extra, ...filter },
  ): Promise<[AsyncIterable<TaggedArchive>, AsyncIterable<TaggedBuild>]> {
    const tagId = await tagAt(call, tag, event, strict);
    if (tagId === undefined) return nothingFound();
    return readTaggedArchives(call.db, { ...filter, tagId, event, latest: readLatest(latest) }, { extra });
  },
});

async function anyTagId(call: Call, key: number | string): Promise<number> {
  return typeof key === 'number' ? key : requireTagId(call, key);
}
export const getLatestBuilds = method({
  name: 'getLatestBuilds',
  doc: 'The latest build of each package in a tag, by inheritance too.',
  access: anyone,
  readOnly: true,
  params: [
    param('tag', info),
    optional('event', eventId, null),
    optional('package', nullable(text), null),
    optional('type', nullable(text), null),
    optional('draft', nullable(flag), null),
  ],
  async run(call, { tag, ...filter }) {
    return readTaggedBuilds(call.db, { ...filter, tagId: await anyTagId(call, tag), inherit: true, latest: 1 });
  },
});
export const getLatestRPMS = method({
  name: 'getLatestRPMS',
  doc: 'Rpms of the latest builds in a tag, by inheritance too, and the builds.',
  access: anyone,
  readOnly: true,
  params: [
    param('tag', info),
    optional('package', nullable(text), null),
    optional('arch', anything, null),
    optional('event', eventId, null),
    optional('rpmsigs', flag, false),
    optional('type', nullable(text), null),
    optional('draft', nullable(flag), null),
  ],
  async run(call, { tag, arch, rpmsigs, ...filter }) {
    const tagged = { ...filter, tagId: await anyTagId(call, tag), inherit: true, latest: 1 };
    return readTaggedRpms(call.db, tagged, { arches: readArches(arch), signatures: rpmsigs, extra: true });
  },
});

export const listTags = method({
  name: 'listTags',
  doc: 'Tags, all or by a build in them, a package they list or a glob.',
  access: anyone,
  readOnly: true,
  params: [
    optional('build', nullable(buildKey), null),
    optional('package', nullable(info), null),
    optional('perms', flag, true),
    optional('queryOpts', queryOptions, null),
    optional('pattern', nullable(text), null),
  ],
  async run({ db }, { build, package: key, perms, queryOpts, pattern }) {
    if (build !== null && key !== null) throw new GenericError('only one of build and package may be specified');
    const buildId = build === null ? null : (await requireBuild(db, build)).id;
    const packageId = key === null ? null : orFault(await findPackage(db, key), `No such package: ${key}`).id;
    return listWith<ListedTag>(db, listTagsQuery({ buildId, packageId, pattern, withPermissions: perms }), queryOpts);
  },
});

export const checkTagAccess = method({
  name: 'checkTagAccess',
  doc: 'Whether a user may tag builds into a tag, whether force would help, and why not.',
  access: anyone,
  readOnly: true,
  params: [param('tag_id', info), optional('user_id', nullable(intOrDigits), null)],
  async run(call, { tag_id, user_id }): Promise<[boolean, boolean, string]> {
    const { allowed, override, reason } = await readTagAccess(call, tag_id, user_id ?? undefined);
    return [allowed, override, reason];
  },
});

export const getLatestMavenArchives = method({
  name: 'getLatestMavenArchives',
  doc: 'The Maven archives that builds in a tag see, by inheritance too unless told not to.',
  access: anyone,
  readOnly: true,
  params: [param('tag', info), optional('event', eventId, null), optional('inherit', flag, true)],
  async run(call, { tag, event, inherit }) {
    const { id } = await requireTag(call, tag, event);
    return readLatestMavenArchives(call.db, id, event, inherit);
  },
});
