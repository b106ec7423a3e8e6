import { canonArch, joinArches } from '@koji/common/arch';
import { GenericError, ParameterError } from '@koji/common/errors';
import type { Host } from '@koji/common/types/host';
import { USER_STATUS, USERTYPES } from '@koji/common/types/states';
import type { WireStruct, WireValue } from '@koji/common/wire/values';
import { Double } from '@koji/common/wire/values';
import { findChannel, insertChannel } from '../channels/queries.ts';
import { notify } from '../db/notify.ts';
import { sql } from '../db/sql.ts';
import { insertVersioned, revokeRows } from '../db/versioned.ts';
import { eventId } from '../events/event-id.ts';
import { orFault, orNull } from '../rpc/answers.ts';
import type { Call } from '../rpc/call.ts';
import { info } from '../rpc/info.ts';
import { anyone, keywords, method, optional, param, permitted } from '../rpc/method.ts';
import { anything, flag, isInt32, isTruthy, nullable, text } from '../rpc/shapes.ts';
import { assertValidName, nameText } from '../users/names.ts';
import { findUser, insertPrincipal, insertUser } from '../users/queries.ts';
import { resolveUser } from '../users/resolve-user.ts';
import { findHost, findLastHostUpdate, insertHost, listHostArches, listHostRows } from './queries.ts';

async function requireKnownHost(call: Call, key: number | string): Promise<Host> {
  return orFault(await findHost(call.db, key), `No such host: ${key}`);
}

export const getHost = method({
  name: 'getHost',
  doc: 'A build host with its settings, now or at an event.',
  access: anyone,
  readOnly: true,
  params: [param('hostInfo', info), optional('strict', flag, false), optional('event', eventId, null)],
  async run({ db }, { hostInfo, strict, event }) {
    return orNull(await findHost(db, hostInfo, event), strict, `No such host: ${hostInfo}`);
  },
});

export const listHosts = method({
  name: 'listHosts',
  doc: 'Build hosts by arch, channel, readiness, enabled state or user.',
  access: anyone,
  readOnly: true,
  params: [
    optional('arches', anything, null),
    optional('channelID', nullable(info), null),
    optional('ready', nullable(flag), null),
    optional('enabled', nullable(flag), null),
    optional('userID', anything, null),
    // Compatibility: taken, but never of any effect.
    optional('queryOpts', anything, null),
  ],
  async run({ db }, { arches, channelID, ready, enabled, userID }) {
    const channel = channelID === null ? null : orFault(await findChannel(db, channelID), `No such channel: ${channelID}`);
    const user = userID === null ? null : await resolveUser(db, userID, true);
    const filter = {
      arches: readArches(arches),
      channelId: channel?.id ?? null,
      ready,
      enabled,
      userId: user?.id ?? null,
    };
    return listHostRows(db, filter);
  },
});
function readArches(arches: WireValue): string[] | null {
  if (arches === null) return null;
  if (!isTruthy(arches)) throw new GenericError('arches option cannot be empty');
  const wanted = Array.isArray(arches) ? arches : [arches];
  if (!wanted.every((arch) => typeof arch === 'string')) throw new ParameterError('arches must be a string or a list of strings');
  return wanted;
}

export const addHost = method({
  name: 'addHost',
  doc: 'Add a build host with its user, put into the channel default. Answers its id. force turns an existing person into a host.',
  access: permitted('host'),
  params: [
    param('hostname', nameText),
    param('arches', anything),
    optional('krb_principal', nullable(text), null),
    optional('force', flag, false),
  ],
  async run(call, { hostname, arches, krb_principal, force }) {
    assertValidName(call.config, 'internal', hostname);
    assertValidName(call.config, 'user', hostname);
    if (await call.db.row(sql`select id from host where name = ${hostname}`))
      throw new GenericError(`Host already exists: ${hostname}`);
    const principal = krb_principal ?? call.config.hostPrincipalFormat?.replace('%s', hostname) ?? null;
    const userId = await hostUser(call, hostname, principal, force);
    const id = await insertHost(call.db, userId, hostname);
    await insertVersioned(call, 'host_channels', {
      host_id: id,
      channel_id: orFault(await findChannel(call.db, 'default'), 'No such channel: default').id,
    });
    await insertVersioned(call, 'host_config', { host_id: id, arches: readHostArches(arches) });
    return id;
  },
});
/** Compatibility: a text is taken apart letter by letter, as Python's join does; clients send a list. */
function readHostArches(arches: WireValue): string {
  const names = typeof arches === 'string' ? [...arches] : arches;
  if (!Array.isArray(names) || !names.every((name) => typeof name === 'string'))
    throw new ParameterError('arches must be a list of strings');
  return joinArches(names.join(' '), { strict: true });
}
async function hostUser(call: Call, hostname: string, principal: string | null, force: boolean): Promise<number> {
  const user = await findUser(call.db, { name: hostname });
  if (user && user.usertype === USERTYPES.HOST) return user.id;
  if (user) {
    if (user.usertype !== USERTYPES.NORMAL || !force)
      throw new GenericError(`user ${hostname} already exists and it is not a host`);
    await call.db.run(sql`update users set usertype = ${USERTYPES.HOST} where id = ${user.id}`);
    return user.id;
  }
  if (principal !== null && (await findUser(call.db, { krb_principal: principal })))
    throw new GenericError(`krb principal ${principal} is in use already`);
  const id = await insertUser(call.db, { name: hostname, status: USER_STATUS.NORMAL, usertype: USERTYPES.HOST });
  if (principal !== null) await insertPrincipal(call.db, id, principal);
  return id;
}

const editable = ['arches', 'capacity', 'description', 'comment'] as const;
type HostSettings = Pick<Host, (typeof editable)[number] | 'enabled'>;

/** Writes a new version of a host's settings. */
async function changeHost(call: Call, host: Host, changes: Partial<HostSettings>): Promise<void> {
  const { arches, capacity, description, comment, enabled } = host;
  await revokeRows(call, 'host_config', sql`host_id = ${host.id}`);
  const settings: HostSettings = { arches, capacity, description, comment, enabled, ...changes };
  await insertVersioned(call, 'host_config', { host_id: host.id, ...settings });
  // Tasks that had to wait may suit it now.
  await notify(call.db, 'koji_task', 'room');
}
export const editHost = method({
  name: 'editHost',
  doc: 'Change a host’s arches, capacity, description or comment. Answers whether anything changed.',
  access: permitted('host'),
  params: [param('hostInfo', info), keywords('kw')],
  async run(call, { hostInfo, kw }) {
    const host = await requireKnownHost(call, hostInfo);
    const changes = readChanges(host, kw);
    if (Object.keys(changes).length === 0) return false;
    await changeHost(call, host, changes);
    return true;
  },
});
function readChanges(host: Host, kw: WireStruct): Partial<HostSettings> {
  const changes: Partial<HostSettings> = {};
  for (const key of ['arches', 'description', 'comment'] as const) {
    const value = kw[key];
    if (value === undefined || value === host[key]) continue;
    changes[key] = text.read(value, key);
  }
  const capacity = kw.capacity;
  if (capacity !== undefined) {
    const value = capacity instanceof Double ? capacity.value : Number(capacity);
    if (!Number.isFinite(value) || value <= 1)
      throw new GenericError(`Invalid capacity ${String(capacity)}: it must be more than 1`);
    if (value !== host.capacity.value) changes.capacity = new Double(value);
  }
  return changes;
}
export const enableHost = method({
  name: 'enableHost',
  doc: 'Let a host take tasks again. Is a new version of its settings, even if nothing differs.',
  access: permitted('host'),
  params: [param('hostname', info)],
  async run(call, { hostname }) {
    await changeHost(call, await requireKnownHost(call, hostname), { enabled: true });
    return null;
  },
});
export const disableHost = method({
  name: 'disableHost',
  doc: 'Give a host no more tasks. Is a new version of its settings, even if nothing differs.',
  access: permitted('host'),
  params: [param('hostname', info)],
  async run(call, { hostname }) {
    await changeHost(call, await requireKnownHost(call, hostname), { enabled: false });
    return null;
  },
});

export const addHostToChannel = method({
  name: 'addHostToChannel',
  doc: 'Subscribe a host to a channel, made on the way with create.',
  access: permitted('host'),
  params: [param('hostname', info), param('channel_name', info), optional('create', flag, false), optional('force', flag, false)],
  async run(call, { hostname, channel_name, create, force }) {
    const host = await requireKnownHost(call, hostname);
    const channelId = await channelFor(call, channel_name, create, force);
    if (await isSubscribed(call, host.id, channelId))
      throw new GenericError(`host ${host.name} is already subscribed to channel ${channel_name}`);
    await insertVersioned(call, 'host_channels', { host_id: host.id, channel_id: channelId });
    await notify(call.db, 'koji_task', 'room');
    return null;
  },
});
async function channelFor(call: Call, key: number | string, create: boolean, force: boolean): Promise<number> {
  const channel = await findChannel(call.db, key);
  if (!channel) {
    if (!create || typeof key !== 'string') throw new GenericError(`No such channel: ${key}`);
    assertValidName(call.config, 'internal', key);
    return insertChannel(call.db, key, null);
  }
  if (!channel.enabled && !force) throw new GenericError(`channel ${channel.name} is disabled`);
  return channel.id;
}
async function isSubscribed(call: Call, hostId: number, channelId: number): Promise<boolean> {
  return (
    (await call.db.row(
      sql`select 1 from host_channels where host_id = ${hostId} and channel_id = ${channelId} and active = true`,
    )) !== undefined
  );
}
export const removeHostFromChannel = method({
  name: 'removeHostFromChannel',
  doc: 'End a host’s subscription to a channel.',
  access: permitted('host'),
  params: [param('hostname', info), param('channel_name', info)],
  async run(call, { hostname, channel_name }) {
    const host = await requireKnownHost(call, hostname);
    const channel = orFault(await findChannel(call.db, channel_name), `No such channel: ${channel_name}`);
    const revoked = await revokeRows(call, 'host_channels', sql`host_id = ${host.id} and channel_id = ${channel.id}`);
    if (revoked === 0) throw new GenericError(`host ${host.name} is not subscribed to channel ${channel.name}`);
    return null;
  },
});

export const getAllArches = method({
  name: 'getAllArches',
  doc: 'The canonical arches of all hosts.',
  access: anyone,
  readOnly: true,
  params: [],
  async run({ db }) {
    const names = (await listHostArches(db)).flatMap(({ arches }) => (arches ?? '').split(/\s+/).filter(Boolean));
    return [...new Set(names.map(canonArch))];
  },
});
export const getLastHostUpdate = method({
  name: 'getLastHostUpdate',
  doc: 'When a host was last heard of, as text or as seconds.',
  access: anyone,
  readOnly: true,
  params: [param('hostID', anything), optional('ts', flag, false)],
  async run({ db }, { hostID, ts }) {
    if (!isInt32(hostID)) throw new ParameterError('Invalid type for hostID: expected an id');
    const last = await findLastHostUpdate(db, hostID);
    return (ts ? last?.ts : last?.time) ?? null;
  },
});
