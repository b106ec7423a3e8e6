import type { Received } from '@koji/common/client/hub-client';
import type { Buildroot } from '@koji/common/types/buildroot';
import type { Channel } from '@koji/common/types/channel';
import type { Host } from '@koji/common/types/host';
import { BR_STATES, TASK_STATES } from '@koji/common/types/states';
import type { ListedTask } from '@koji/common/types/task';
import type { HubReader } from '../../hub/hub-reader.ts';
import { page } from '../page.ts';
import { badRequest, found } from '../problems.ts';
import { hostinfoView } from './hostinfo.view.tsx';

export interface HostinfoQuery {
  readonly hostID: number | string | undefined;
  readonly userID: number | undefined;
}
export interface HostinfoData {
  readonly host: Received<Host>;
  readonly channels: readonly Channel[];
  readonly buildroots: readonly Received<Buildroot>[];
  readonly tasks: readonly Received<ListedTask>[];
}

export const hostinfo = page({
  name: 'hostinfo',
  section: 'hosts',
  parse: (query): HostinfoQuery => ({ hostID: query.optionalIdOrName('hostID'), userID: query.optionalId('userID') }),
  load: loadHostinfo,
  title: ({ host }) => `Host ${host.name}`,
  view: hostinfoView,
});

async function loadHostinfo(hub: HubReader, query: HostinfoQuery): Promise<HostinfoData> {
  const host = await findHost(hub, query);
  const [channels, buildroots, tasks] = await hub.read((hub) => [
    hub.listChannels({ hostID: host.id }),
    hub.listBuildroots({ hostID: host.id, state: [BR_STATES.INIT, BR_STATES.WAITING, BR_STATES.BUILDING] }),
    hub.listTasks({
      opts: { host_id: host.id, state: [TASK_STATES.OPEN, TASK_STATES.ASSIGNED], decode: true },
      queryOpts: { order: '-id', limit: 50 },
    }),
  ]);
  return {
    host,
    channels: channels,
    buildroots: buildroots,
    tasks: tasks,
  };
}

async function findHost(hub: HubReader, { hostID, userID }: HostinfoQuery): Promise<Received<Host>> {
  if (hostID !== undefined) {
    const [host] = await hub.read((hub) => [hub.getHost(hostID)]);
    return found(host, 'host', hostID);
  }
  if (userID === undefined) throw badRequest('hostID is missing in the address.');
  const [hosts] = await hub.read((hub) => [hub.listHosts({ userID })]);
  return found(hosts[0], 'host of the user', userID);
}
