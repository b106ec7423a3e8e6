import { GenericError } from '@koji/common/errors';
import { info } from '../rpc/info.ts';
import { anyone, method, optional, param } from '../rpc/method.ts';
import { flag, int, intOrDigits, listOf, nullable } from '../rpc/shapes.ts';
import { findTagEnd } from './queries.ts';
import { requireTagId } from './require-tag.ts';
import { hasChangedSince, readFirstChange, readLastChange } from './tag-changes.ts';

const bound = nullable(intOrDigits);

export const tagLastChangeEvent = method({
  name: 'tagLastChangeEvent',
  doc: 'The last event (before another) that changed a tag or what it inherits from. A deleted tag’s is its deletion.',
  access: anyone,
  readOnly: true,
  params: [param('tag', info), optional('before', bound, null), optional('inherit', flag, true)],
  async run({ db }, { tag, before, inherit }) {
    // A name that has only ever been reserved is no tag.
    if ((await findTagEnd(db, tag)) === undefined) throw new GenericError(`No such tag: ${tag}`);
    return readLastChange(db, { tagId: await requireTagId({ db }, tag), inherit }, before);
  },
});
export const tagFirstChangeEvent = method({
  name: 'tagFirstChangeEvent',
  doc: 'The first event after another that changed a tag or what it inherits from; without one, the event it came with.',
  access: anyone,
  readOnly: true,
  params: [param('tag', info), optional('after', bound, null), optional('inherit', flag, true)],
  async run({ db }, { tag, after, inherit }) {
    return readFirstChange(db, { tagId: await requireTagId({ db }, tag), inherit }, after);
  },
});
export const tagChangedSinceEvent = method({
  name: 'tagChangedSinceEvent',
  doc: 'Whether one of the tags changed after an event; what they inherit from is not looked at.',
  access: anyone,
  readOnly: true,
  params: [param('event', int), param('taglist', listOf(int))],
  run: ({ db }, { event, taglist }) => hasChangedSince(db, taglist, event),
});
