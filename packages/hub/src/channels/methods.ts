import { GenericError } from '@koji/common/errors';
import type { Channel } from '@koji/common/types/channel';
import type { WireStruct } from '@koji/common/wire/values';
import { eventId } from '../events/event-id.ts';
import { findHost } from '../hosts/queries.ts';
import { orFault, orNull } from '../rpc/answers.ts';
import type { Call } from '../rpc/call.ts';
import { info } from '../rpc/info.ts';
import { anyone, keywords, method, optional, param, permitted } from '../rpc/method.ts';
import { flag, nullable, text } from '../rpc/shapes.ts';
import { assertValidName, nameText } from '../users/names.ts';
import { findChannel, insertChannel, listChannelRows, updateChannel } from './queries.ts';

async function requireChannel(call: Call, key: number | string): Promise<Channel> {
  return orFault(await findChannel(call.db, key), `No such channel: ${key}`);
}

export const getChannel = method({
  name: 'getChannel',
  doc: 'A channel by id or name.',
  access: anyone,
  readOnly: true,
  params: [param('channelInfo', info), optional('strict', flag, false)],
  async run({ db }, { channelInfo, strict }) {
    return orNull(await findChannel(db, channelInfo), strict, `No such channel: ${channelInfo}`);
  },
});
export const listChannels = method({
  name: 'listChannels',
  doc: 'Channels, all or those of a host (at an event), or only the enabled or disabled ones.',
  access: anyone,
  readOnly: true,
  params: [optional('hostID', nullable(info), null), optional('event', eventId, null), optional('enabled', nullable(flag), null)],
  async run({ db }, { hostID, event, enabled }) {
    // Only a name is looked up; an id of no host is in no channel.
    const hostId = typeof hostID === 'string' ? orFault(await findHost(db, hostID), `No such host: ${hostID}`).id : hostID;
    if (event !== null && hostId === null) throw new GenericError('listChannels with event and not host is not allowed');
    return listChannelRows(db, { hostId, event, enabled });
  },
});
export const addChannel = method({
  name: 'addChannel',
  doc: 'Add a channel. Answers its id.',
  access: permitted('admin'),
  params: [param('channel_name', nameText), optional('description', nullable(text), null)],
  async run(call, { channel_name, description }) {
    assertValidName(call.config, 'internal', channel_name);
    // Clients match on this wording.
    if (await findChannel(call.db, channel_name)) throw new GenericError(`channel ${channel_name} already exists`);
    return insertChannel(call.db, channel_name, description);
  },
});

const changeable = ['name', 'description', 'comment'] as const;

/** True when something changed. Unknown keys are ignored, as upstream does. */
async function changeChannel(call: Call, channel: Channel, changes: WireStruct): Promise<boolean> {
  if (changeable.every((key) => changes[key] === undefined || changes[key] === channel[key])) return false;
  const given: Partial<Record<(typeof changeable)[number], string>> = {};
  for (const key of changeable)
    if (changes[key] !== undefined) given[key] = (key === 'name' ? nameText : text).read(changes[key], key);
  if (given.name !== undefined) {
    assertValidName(call.config, 'internal', given.name);
    // Compatibility: the channel's own name counts as taken where other fields change.
    if (await findChannel(call.db, given.name)) throw new GenericError(`channel ${given.name} already exists`);
  }
  await updateChannel(call.db, channel.id, { ...channel, ...given });
  return true;
}
export const editChannel = method({
  name: 'editChannel',
  doc: 'Change a channel’s name, description or comment. Answers whether anything changed.',
  access: permitted('admin'),
  params: [param('channelInfo', info), keywords('kw')],
  async run(call, { channelInfo, kw }) {
    return changeChannel(call, await requireChannel(call, channelInfo), kw);
  },
});
export const renameChannel = method({
  name: 'renameChannel',
  doc: 'Give a channel another name.',
  access: permitted('admin'),
  params: [param('old', info), param('new', nameText)],
  async run(call, { old, new: name }) {
    await changeChannel(call, await requireChannel(call, old), { name });
    return null;
  },
});

async function switchChannel(call: Call, key: number | string, enabled: boolean, comment: string | null): Promise<null> {
  const channel = await requireChannel(call, key);
  if (channel.enabled !== enabled || comment !== null)
    await updateChannel(call.db, channel.id, { ...channel, enabled, comment: comment ?? channel.comment });
  return null;
}
export const enableChannel = method({
  name: 'enableChannel',
  doc: 'Let tasks into a channel again.',
  access: permitted('host'),
  params: [param('channelname', info), optional('comment', nullable(text), null)],
  run: (call, { channelname, comment }) => switchChannel(call, channelname, true, comment),
});
export const disableChannel = method({
  name: 'disableChannel',
  doc: 'Take no more tasks into a channel.',
  access: permitted('host'),
  params: [param('channelname', info), optional('comment', nullable(text), null)],
  run: (call, { channelname, comment }) => switchChannel(call, channelname, false, comment),
});
