import { parseArches } from '@koji/common/arch';
import { GenericError } from '@koji/common/errors';
import { TASK_STATES } from '@koji/common/types/states';
import type { WireValue } from '@koji/common/wire/values';
import { findChannel } from '../channels/queries.ts';
import { notify } from '../db/notify.ts';
import { findHost } from '../hosts/queries.ts';
import type { PolicyFacts } from '../policy/engine.ts';
import { orFault } from '../rpc/answers.ts';
import type { Call } from '../rpc/call.ts';
import { insertTask, lockTask, type TaskRowWithRequest } from './queries.ts';
import { encodeRequest } from './task-document.ts';
import { taskPolicyData } from './task-policy-data.ts';

export const DEFAULT_PRIORITY = 20;

export interface TaskOptions {
  readonly parent?: number | undefined;
  /** Names a subtask among its siblings, so that a restarted parent finds it again. */
  readonly label?: string | null | undefined;
  readonly owner?: number | undefined;
  readonly channel?: number | string | undefined;
  readonly arch?: string | null | undefined;
  readonly priority?: number | undefined;
  /** Gives the task to one host, past the scheduler. */
  readonly assign?: number | string | undefined;
}

/** Puts a task into the queue (hub-behaviour.md §3). Channel and priority are what the policies make of the request. */
export async function makeTask(
  call: Call,
  method: string,
  params: readonly WireValue[],
  options: TaskOptions = {},
): Promise<number> {
  const parent = options.parent === undefined ? undefined : await openParent(call, options.parent);
  const owner = options.owner ?? parent?.owner ?? call.session?.user.id;
  if (owner === undefined) throw new GenericError('task must have an owner');
  const arch = parseArches(options.arch ?? parent?.arch ?? 'noarch', { strict: true }).join(' ');
  const label = parent ? (options.label ?? null) : null;
  const facts = {
    method,
    arch,
    parent: parent?.id ?? null,
    label,
    owner,
    user_id: owner,
    ...(options.channel === undefined ? {} : { req_channel: options.channel }),
    ...(await taskPolicyData(call, method, params)),
  };
  const channelId = await chooseChannel(call, facts, parent, options.channel);
  const priority = await choosePriority(
    call,
    facts,
    options.priority ?? (parent ? (parent.priority ?? DEFAULT_PRIORITY) - 1 : DEFAULT_PRIORITY),
  );
  const host =
    options.assign === undefined
      ? undefined
      : orFault(await findHost(call.db, options.assign), `No such host: ${options.assign}`);
  const task = {
    state: host ? TASK_STATES.ASSIGNED : TASK_STATES.FREE,
    owner,
    method,
    request: encodeRequest(method, params),
    priority,
    parent: parent?.id ?? null,
    label,
    channelId,
    arch,
    hostId: host?.id ?? null,
  };
  const { channelId: channel_id, hostId: host_id, ...plain } = task;
  const data = { attribute: 'state', old: null, new: 'FREE', info: { ...plain, channel_id, host_id } };
  await call.hooks.emit(call, 'pre', 'TaskStateChange', data);
  const id = await insertTask(call.db, task);
  await call.hooks.emit(call, 'post', 'TaskStateChange', { ...data, info: { ...data.info, id } });
  await notify(call.db, host ? 'koji_host' : 'koji_task', host ? host.id : 'free');
  return id;
}

async function openParent(call: Call, id: number): Promise<TaskRowWithRequest> {
  const parent = orFault(await lockTask(call.db, id), `Invalid parent task: ${id}`);
  if (parent.state !== TASK_STATES.OPEN) throw new GenericError(`Parent task (id ${id}) is not open`);
  return parent;
}

async function chooseChannel(
  call: Call,
  facts: PolicyFacts,
  parent: TaskRowWithRequest | undefined,
  requested: number | string | undefined,
): Promise<number> {
  const wanted = requested === undefined ? undefined : await enabledChannel(call, requested);
  const action = await call.policies.evaluate(call, 'channel', facts);
  if (action === null) {
    call.log.warn({ task: facts.method }, 'channel policy gave no result, using default');
    return orFault(await findChannel(call.db, 'default'), 'No such channel: default').id;
  }
  const [verb, name] = action.split(/\s+/);
  if (verb === 'use' && name !== undefined) return enabledChannel(call, name);
  if (verb === 'parent' && parent) return parent.channel_id;
  if (verb === 'req' && wanted !== undefined) return wanted;
  call.log.error({ action, task: facts.method }, 'channel policy gave an invalid result');
  throw new GenericError('invalid channel policy');
}
async function enabledChannel(call: Call, key: number | string): Promise<number> {
  const channel = orFault(await findChannel(call.db, key), `No such channel: ${key}`);
  if (!channel.enabled) throw new GenericError(`Channel ${channel.name} is disabled.`);
  return channel.id;
}

async function choosePriority(call: Call, facts: PolicyFacts, priority: number): Promise<number> {
  const action = await call.policies.evaluate(call, 'priority', facts);
  if (action === null) return priority;
  const [verb, amount] = action.split(/\s+/);
  if (verb === 'stay') return priority;
  if (amount !== undefined && /^[+-]?\d+$/.test(amount)) {
    if (verb === 'set') return Number(amount);
    if (verb === 'adjust') return priority + Number(amount);
  }
  call.log.error({ action, task: facts.method }, 'priority policy gave an invalid result');
  throw new GenericError('invalid priority policy');
}
