import type { Received } from '@koji/common/client/hub-client';
import type { Channel } from '@koji/common/types/channel';
import type { Host } from '@koji/common/types/host';
import type { ActingSession } from '../../hub/acting-hub.ts';
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
      channels: channels,
      own: own.map(({ name }) => name),
    };
  },
  title: ({ host }) => `Edit ${host.name}`,
  view: hosteditView,
  async submit(session, fields) {
    const hostID = fields.id('hostID');
    await saveHost(session, hostID, fields);
    return href('hostinfo', { hostID });
  },
});

async function saveHost({ hub }: ActingSession, hostID: number, fields: Query): Promise<void> {
  const host = found(await hub.getHost(hostID), 'host', hostID);
  await hub.editHost(host.name, {
    arches: fields.text('arches') ?? '',
    capacity: readCapacity(fields),
    description: fields.text('description') ?? '',
    comment: fields.text('comment') ?? '',
  });
  const enabled = fields.flag('enabled', false);
  if (enabled !== host.enabled) await (enabled ? hub.enableHost(host.name) : hub.disableHost(host.name));
  const before = (await hub.listChannels({ hostID })).map(({ name }) => name);
  const after = fields.texts('channels');
  for (const name of before.filter((channel) => !after.includes(channel))) await hub.removeHostFromChannel(host.name, name);
  for (const name of after.filter((channel) => !before.includes(channel))) await hub.addHostToChannel(host.name, name);
}

function readCapacity(fields: Query): number {
  const text = fields.requiredText('capacity');
  if (!/^\d{1,6}(\.\d+)?$/.test(text)) throw badRequest(`Capacity must be a number, not “${text}”.`);
  return Number(text);
}
