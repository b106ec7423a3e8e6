import type { Received } from '@koji/common/client/hub-client';
import type { Channel } from '@koji/common/types/channel';
import type { Host } from '@koji/common/types/host';
import { type HubReader, readerOf } from '../../hub/hub-reader.ts';
import { href } from '../../view/link.tsx';
import { formPage } from '../page.ts';
import { badRequest, found } from '../problems.ts';
import type { Query } from '../query.ts';
import { hosteditView } from './hostedit.view.tsx';

export interface HostFormData {
  readonly host: Received<Host>;
  /** Names of the host's channels. */
  readonly own: readonly string[];
  readonly channels: readonly Channel[];
}

export const hostedit = formPage({
  name: 'hostedit',
  section: 'hosts',
  parse: (query) => ({ hostID: query.id('hostID') }),
  async load(hub, { hostID }): Promise<HostFormData> {
    const [host, channels, own] = await hub.read((hub) => [
      hub.getHost(hostID),
      hub.listChannels(),
      hub.listChannels({ hostID }),
    ]);
    return {
      host: found(host, 'host', hostID),
      channels,
      own: own.map(({ name }) => name),
    };
  },
  title: ({ host }) => `Edit ${host.name}`,
  view: hosteditView,
  async submit(session, fields) {
    const hostID = fields.id('hostID');
    await saveHost(readerOf(session), hostID, fields);
    return href('hostinfo', { hostID });
  },
});

/** Sends what has changed in one request. */
async function saveHost(hub: HubReader, hostID: number, fields: Query): Promise<void> {
  const [known, channels] = await hub.read((hub) => [hub.getHost(hostID), hub.listChannels({ hostID })]);
  const host = found(known, 'host', hostID);
  const before = channels.map(({ name }) => name);
  const after = fields.texts('channels');
  const isEnabled = fields.flag('enabled', false);
  const settings = {
    arches: fields.text('arches') ?? '',
    capacity: readCapacity(fields),
    description: fields.text('description') ?? '',
    comment: fields.text('comment') ?? '',
  };
  await hub.read((hub) => [
    hub.editHost(host.name, settings),
    ...(isEnabled === host.enabled ? [] : [isEnabled ? hub.enableHost(host.name) : hub.disableHost(host.name)]),
    ...before.filter((channel) => !after.includes(channel)).map((channel) => hub.removeHostFromChannel(host.name, channel)),
    ...after.filter((channel) => !before.includes(channel)).map((channel) => hub.addHostToChannel(host.name, channel)),
  ]);
}

function readCapacity(fields: Query): number {
  const text = fields.requiredText('capacity');
  if (!/^\d{1,6}(\.\d+)?$/.test(text)) throw badRequest(`Capacity must be a number, not “${text}”.`);
  return Number(text);
}
