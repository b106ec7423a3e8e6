import { GenericError } from '@koji/common/errors';
import { Double } from '@koji/common/wire/values';
import { orNull } from '../rpc/answers.ts';
import { anyone, method, optional, param } from '../rpc/method.ts';
import { anything, flag, intOrDigits } from '../rpc/shapes.ts';
import { findEvent, findLastEvent } from './queries.ts';

export const getEvent = method({
  name: 'getEvent',
  doc: 'When an event was, in seconds.',
  access: anyone,
  readOnly: true,
  params: [param('id', intOrDigits), optional('strict', flag, true)],
  async run({ db }, { id, strict }) {
    return orNull(await findEvent(db, id), strict, `No such event: ${id}`);
  },
});

export const getLastEvent = method({
  name: 'getLastEvent',
  doc: 'The newest event, or the newest before a moment in seconds.',
  access: anyone,
  readOnly: true,
  params: [optional('before', anything, null), optional('strict', flag, true)],
  async run({ db }, { before, strict }) {
    const moment = before instanceof Double ? before.value : before;
    if (moment !== null && typeof moment !== 'number') throw new GenericError('Invalid type for before: expected a number');
    return orNull(await findLastEvent(db, moment), strict, 'No event before that moment');
  },
});
