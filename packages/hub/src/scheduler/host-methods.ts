import { GenericError } from '@koji/common/errors';
import type { AssignedTask } from '@koji/common/types/task';
import { listChannelRows } from '../channels/queries.ts';
import { notify } from '../db/notify.ts';
import { findHost, updateHeartbeat } from '../hosts/queries.ts';
import { requireHost } from '../rpc/access.ts';
import { orFault } from '../rpc/answers.ts';
import type { Call } from '../rpc/call.ts';
import { builder, method, optional, param } from '../rpc/method.ts';
import { amount, flag, int, nullable, shape, struct, text } from '../rpc/shapes.ts';
import { freeTask } from '../tasks/change-state.ts';
import { lockTask } from '../tasks/queries.ts';
import { listAssigned, recordRefusal, upsertHostData } from './queries.ts';
import { schedule } from './schedule.ts';

/** A host without work has the scheduler run first, if that is due. */
async function tasksFor(call: Call, hostId: number): Promise<AssignedTask[]> {
  const assigned = await listAssigned(call.db, hostId);
  if (assigned.length > 0 || !(await schedule(call, { wait: false, ignoreInterval: false }))) return assigned;
  return listAssigned(call.db, hostId);
}

export const getTasks = method({
  name: 'host.getTasks',
  doc: 'The tasks assigned to the calling host that it has not opened yet.',
  access: builder,
  forgettable: true,
  params: [],
  run: (call) => tasksFor(call, requireHost(call)),
});
export const getLoadData = method({
  name: 'host.getLoadData',
  doc: 'The calling host and its assigned tasks as [[host], tasks], for builders of old.',
  access: builder,
  forgettable: true,
  params: [],
  async run(call) {
    const hostId = requireHost(call);
    const host = orFault(await findHost(call.db, hostId), `No such host: ${hostId}`);
    const channels = (await listChannelRows(call.db, { hostId, event: null, enabled: null })).map((channel) => channel.id);
    return [[{ ...host, channels }], await tasksFor(call, hostId)];
  },
});

/** No word of a builder that stands for something else shall make it ready. */
const trueOrFalse = shape('true or false', (value) => (typeof value === 'boolean' ? value : undefined));

export const updateHost = method({
  name: 'host.updateHost',
  doc: 'Sign of life: load, whether the host takes tasks, and data for the scheduler.',
  access: builder,
  forgettable: true,
  params: [param('task_load', amount), param('ready', trueOrFalse), optional('data', nullable(struct), null)],
  async run(call, { task_load, ready, data }) {
    const hostId = requireHost(call);
    const wasReady = await updateHeartbeat(call.db, hostId, task_load, ready);
    if (data !== null) await upsertHostData(call.db, hostId, data);
    if (ready && !wasReady) await notify(call.db, 'koji_task', 'room');
    return null;
  },
});
export const setHostData = method({
  name: 'host.setHostData',
  doc: 'Data of the calling host for the scheduler.',
  access: builder,
  params: [param('hostdata', struct)],
  async run(call, { hostdata }) {
    await upsertHostData(call.db, requireHost(call), hostdata);
    return null;
  },
});

export const refuseTask = method({
  name: 'host.refuseTask',
  doc: 'Give an assigned task back for good, or with soft for a while.',
  access: builder,
  params: [param('task_id', int), optional('soft', flag, true), optional('msg', text, '')],
  async run(call, { task_id, soft, msg }) {
    const hostId = requireHost(call);
    const task = await lockTask(call.db, task_id);
    if (!task) throw new GenericError(`No such task: ${task_id}`);
    if (task.host_id !== hostId) {
      call.log.warn({ host: hostId, task: task_id }, 'a host refused a task that is not its own');
      return null;
    }
    await recordRefusal(call.db, { taskId: task_id, hostId, soft, byHost: true, message: msg });
    await freeTask(call, task);
    return null;
  },
});
