import { GenericError, ParameterError } from '@koji/common/errors';
import type { InheritanceStep, Tag } from '@koji/common/types/tag';
import { eventId } from '../events/event-id.ts';
import { assertPermission } from '../rpc/access.ts';
import { orNull } from '../rpc/answers.ts';
import { info } from '../rpc/info.ts';
import { anyone, keywords, method, optional, param } from '../rpc/method.ts';
import { either, flag, isTruthy, oneOf } from '../rpc/shapes.ts';
import { readBuildConfig } from './build-config.ts';
import { ensureTagId, findTag, findTagEnd, findTagId, listExtra, listParentLinks, parseExtra } from './queries.ts';
import { readDescendants, readInheritance } from './read-inheritance.ts';
import { requireTagId } from './require-tag.ts';

export const getTag = method({
  name: 'getTag',
  doc: 'A tag with its settings, now or at an event; event "auto" shows a deleted tag as it was last. With blocked, extra values become [blocked, value].',
  access: anyone,
  readOnly: true,
  params: [
    param('tagInfo', info),
    optional('strict', flag, false),
    optional('event', either(oneOf('auto'), eventId), null),
    optional('blocked', flag, false),
  ],
  async run({ db }, { tagInfo, strict, event, blocked }): Promise<Tag | null> {
    // An event of a deletion is the first without the tag.
    const end = event === 'auto' ? ((await findTagEnd(db, tagInfo)) ?? null) : null;
    const moment = event === 'auto' ? (end === null ? null : end - 1) : event;
    const tag = orNull(await findTag(db, tagInfo, moment), strict, `No such tag: ${tagInfo}`);
    if (!tag) return null;
    const extra: Tag['extra'] = {};
    for (const { key, value } of await listExtra(db, tag.id, moment)) {
      const parsed = value === null ? null : parseExtra({ key, value });
      if (blocked) extra[key] = [value === null, parsed];
      else if (value !== null) extra[key] = parsed;
    }
    return { ...tag, extra, ...(moment === null ? {} : { query_event: moment }), ...(end === null ? {} : { revoke_event: end }) };
  },
});

export const getTagID = method({
  name: 'getTagID',
  doc: 'The id behind a tag’s name, of deleted tags too. create makes one for a new name and takes the permission tag.',
  access: anyone,
  params: [param('info', info), optional('strict', flag, false), optional('create', flag, false)],
  async run(call, { info: key, strict, create }) {
    const found = await findTagId(call.db, key);
    if (found || strict || !create) return orNull(found?.id, strict, `No such tag: ${key}`);
    if (typeof key !== 'string') throw new GenericError('Name must be a string');
    await assertPermission(call, 'tag');
    return ensureTagId(call.db, key);
  },
});

export const getBuildConfig = method({
  name: 'getBuildConfig',
  doc: 'What builds in a tag go by: its arches and extra settings, completed from its ancestors, with the source of each.',
  access: anyone,
  readOnly: true,
  params: [param('tag', info), optional('event', eventId, null)],
  run: ({ db }, { tag, event }) => readBuildConfig(db, tag, event),
});

export const getInheritanceData = method({
  name: 'getInheritanceData',
  doc: 'A tag’s links to its parents, nearest priority first.',
  access: anyone,
  readOnly: true,
  params: [param('tag', info), optional('event', eventId, null)],
  async run(call, { tag, event }) {
    return listParentLinks(call.db, [await requireTagId(call, tag)], event);
  },
});

export const getFullInheritance = method({
  name: 'getFullInheritance',
  doc: 'The whole ancestry of a tag in the order that decides who wins, or what inherits from it with reverse.',
  access: anyone,
  readOnly: true,
  params: [param('tag', info), optional('event', eventId, null), optional('reverse', flag, false), keywords('kwargs')],
  async run(call, { tag, event, reverse, kwargs }): Promise<(InheritanceStep & { tag_id?: number })[]> {
    for (const [name, value] of Object.entries(kwargs)) {
      // Compatibility: very old clients still send these two, empty.
      if (name !== 'stops' && name !== 'jumps')
        throw new ParameterError(`getFullInheritance() got an unexpected keyword argument '${name}'`);
      if (isTruthy(value)) throw new ParameterError(`${name} option has been removed since 1.26`);
    }
    const id = typeof tag === 'number' ? tag : await requireTagId(call, tag);
    // On the way down tag_id stands in place of child_id.
    return reverse
      ? ((await readDescendants(call.db, id, event)) as (InheritanceStep & { tag_id: number })[])
      : readInheritance(call.db, id, event);
  },
});
