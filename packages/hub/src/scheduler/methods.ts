import { GenericError } from '@koji/common/errors';
import { takeNamedLock } from '../db/locks.ts';
import { queryOptions } from '../db/query-options.ts';
import { listView } from '../db/view-query.ts';
import { findHost } from '../hosts/queries.ts';
import { orFault } from '../rpc/answers.ts';
import { info } from '../rpc/info.ts';
import { anyone, method, optional, param, permitted } from '../rpc/method.ts';
import { anything, flag, int, intOrDigits, nullable } from '../rpc/shapes.ts';
import { lockTask } from '../tasks/queries.ts';
import { assignTaskTo } from './assign.ts';
import { listHostData } from './queries.ts';
import { schedule } from './schedule.ts';
import { logMessagesView, taskRefusalsView, taskRunsView } from './views.ts';

export const getTaskRuns = method({
  name: 'scheduler.getTaskRuns',
  doc: 'Which host was given which task, under clauses such as ["task_id", 5] or ["id", ">", 7].',
  access: anyone,
  readOnly: true,
  params: [optional('clauses', anything, null), optional('fields', anything, null), optional('opts', queryOptions, null)],
  run: ({ db }, { clauses, fields, opts }) => listView(db, taskRunsView, { clauses, fields, options: opts }),
});
export const getTaskRefusals = method({
  name: 'scheduler.getTaskRefusals',
  doc: 'Which host will not have which task, and why.',
  access: anyone,
  readOnly: true,
  params: [optional('clauses', anything, null), optional('fields', anything, null)],
  run: ({ db }, { clauses, fields }) => listView(db, taskRefusalsView, { clauses, fields, options: null }),
});
export const getLogMessages = method({
  name: 'scheduler.getLogMessages',
  doc: 'What the scheduler did.',
  access: anyone,
  readOnly: true,
  params: [optional('clauses', anything, null), optional('fields', anything, null), optional('opts', queryOptions, null)],
  run: ({ db }, { clauses, fields, opts }) => listView(db, logMessagesView, { clauses, fields, options: opts }),
});
export const getHostData = method({
  name: 'scheduler.getHostData',
  doc: 'What hosts told the scheduler of themselves, of one or of all.',
  access: anyone,
  readOnly: true,
  params: [optional('hostID', nullable(int), null)],
  run: ({ db }, { hostID }) => listHostData(db, hostID),
});

export const doRun = method({
  name: 'scheduler.doRun',
  doc: 'Run the scheduler now if it is due, or at any rate with force. Answers whether it ran.',
  access: permitted('admin'),
  params: [optional('force', flag, false)],
  run: (call, { force }) => schedule(call, { wait: force, ignoreInterval: force }),
});

export const assignTask = method({
  name: 'assignTask',
  doc: 'Give a task to a host. force takes it from another one; override keeps the scheduler from taking it back.',
  access: permitted('admin'),
  params: [param('task_id', intOrDigits), param('host', info), optional('force', flag, false), optional('override', flag, false)],
  async run(call, { task_id, host: key, force, override }) {
    const host = orFault(await findHost(call.db, key), `No such host: ${key}`);
    await takeNamedLock(call.db, 'scheduler', { wait: true });
    if (!(await lockTask(call.db, task_id))) throw new GenericError(`No such task: ${task_id}`);
    return assignTaskTo(call, task_id, host.id, { force, override });
  },
});
