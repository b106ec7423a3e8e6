import { epoch, sql } from '../db/sql.ts';
import type { View, ViewField } from '../db/view-query.ts';

/** Facts of the task and the host that a row speaks of. */
const taskFields = {
  method: { expression: sql`task.method`, join: 'task', type: 'text' },
  state: { expression: sql`task.state`, join: 'task', type: 'int' },
  owner: { expression: sql`task.owner`, join: 'task', type: 'int' },
  arch: { expression: sql`task.arch`, join: 'task', type: 'text' },
} as const satisfies Record<string, ViewField>;
const channelField = { channel_id: { expression: sql`task.channel_id`, join: 'task', type: 'int' } } as const satisfies Record<
  string,
  ViewField
>;
const hostFields = {
  host_name: { expression: sql`host.name`, join: 'host', type: 'text' },
  host_ready: { expression: sql`host.ready`, join: 'host', type: 'bool' },
} as const satisfies Record<string, ViewField>;

export const taskRunsView: View = {
  table: 'scheduler_task_runs',
  joins: {
    task: sql`join task on task.id = scheduler_task_runs.task_id`,
    host: sql`join host on host.id = scheduler_task_runs.host_id`,
  },
  fields: {
    id: { expression: sql`scheduler_task_runs.id`, type: 'int' },
    task_id: { expression: sql`scheduler_task_runs.task_id`, type: 'int' },
    ...taskFields,
    ...channelField,
    ...hostFields,
    host_id: { expression: sql`scheduler_task_runs.host_id`, type: 'int' },
    active: { expression: sql`scheduler_task_runs.active`, type: 'bool' },
    create_ts: { expression: epoch('scheduler_task_runs.create_time'), type: 'float8' },
    start_ts: { expression: epoch('task.start_time'), join: 'task', type: 'float8' },
    completion_ts: { expression: epoch('task.completion_time'), join: 'task', type: 'float8' },
  },
  defaultFields: ['id', 'task_id', 'host_id', 'active', 'create_ts'],
  defaultOrder: sql`scheduler_task_runs.id`,
};

export const taskRefusalsView: View = {
  table: 'scheduler_task_refusals',
  joins: {
    task: sql`join task on task.id = scheduler_task_refusals.task_id`,
    host: sql`join host on host.id = scheduler_task_refusals.host_id`,
  },
  fields: {
    id: { expression: sql`scheduler_task_refusals.id`, type: 'int' },
    task_id: { expression: sql`scheduler_task_refusals.task_id`, type: 'int' },
    host_id: { expression: sql`scheduler_task_refusals.host_id`, type: 'int' },
    by_host: { expression: sql`scheduler_task_refusals.by_host`, type: 'bool' },
    soft: { expression: sql`scheduler_task_refusals.soft`, type: 'bool' },
    msg: { expression: sql`scheduler_task_refusals.msg`, type: 'text' },
    ts: { expression: epoch('scheduler_task_refusals.time'), type: 'float8' },
    ...taskFields,
    ...channelField,
    ...hostFields,
  },
  defaultFields: ['id', 'task_id', 'host_id', 'by_host', 'soft', 'msg', 'ts'],
  defaultOrder: sql`scheduler_task_refusals.id`,
};

export const logMessagesView: View = {
  table: 'scheduler_log_messages',
  // Messages may be about neither a task nor a host.
  joins: {
    task: sql`left join task on task.id = scheduler_log_messages.task_id`,
    host: sql`left join host on host.id = scheduler_log_messages.host_id`,
  },
  fields: {
    id: { expression: sql`scheduler_log_messages.id`, type: 'int' },
    task_id: { expression: sql`scheduler_log_messages.task_id`, type: 'int' },
    host_id: { expression: sql`scheduler_log_messages.host_id`, type: 'int' },
    msg_ts: { expression: epoch('scheduler_log_messages.msg_time'), type: 'float8' },
    msg: { expression: sql`scheduler_log_messages.msg`, type: 'text' },
    ...taskFields,
    ...channelField,
    ...hostFields,
  },
  defaultFields: ['id', 'task_id', 'host_id', 'msg', 'msg_ts'],
  defaultOrder: sql`scheduler_log_messages.id`,
};
