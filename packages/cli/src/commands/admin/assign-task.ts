import { GenericError } from '@koji/common/errors';
import { exactly } from '../../arguments.ts';
import { command } from '../../command.ts';
import { findTask } from '../../lookups/find-task.ts';
import { readId } from '../../lookups/read-id.ts';
import { requirePermission } from '../../lookups/require-permission.ts';
import { toggle } from '../../options/flag.ts';

export const assignTask = command({
  name: 'assign-task',
  category: 'admin',
  summary: 'Assign a task to a host',
  usage: '<task_id> <hostname>',
  login: 'required',
  args: exactly(2),
  flags: { force: toggle('-f --force', 'assign the task even if it is not free') },
  async run(context, [id = '', host = ''], { force }) {
    const { hub, out } = context;
    const taskId = readId(id);
    if (!(await findTask(context, taskId))) throw new GenericError(`No such task: ${taskId}`);
    if (!(await hub.getHost(host))) throw new GenericError(`No such host: ${host}`);
    await requirePermission(context, 'admin');
    const assigned = await hub.assignTask(taskId, host, { force });
    out.line(`${assigned ? 'assigned' : 'failed to assign'} task ${taskId} to host ${host}`);
  },
});
