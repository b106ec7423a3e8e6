import { ActionNotAllowed, GenericError, PreBuildError } from '@koji/common/errors';
import { TASK_STATES } from '@koji/common/types/states';
import { withKeywords } from '@koji/common/wire/keywords';
import { findBuildroot } from '../../buildroots/queries.ts';
import { findHost } from '../../hosts/queries.ts';
import { isAdmin } from '../../rpc/access.ts';
import { orFault } from '../../rpc/answers.ts';
import { anyone, keywords, method, optional, param } from '../../rpc/method.ts';
import { flag, intOrDigits } from '../../rpc/shapes.ts';
import { makeTask } from '../../tasks/make-task.ts';
import { findTask } from '../../tasks/queries.ts';
import { readAllowedMethods } from './settings.ts';

export const saveFailedTree = method({
  name: 'saveFailedTree',
  doc: 'Have a builder upload the build root of a failed task, the interesting parts or with full all of it. Answers the task.',
  access: anyone,
  params: [param('buildrootID', intOrDigits), optional('full', flag, false), keywords('opts')],
  async run(call, { buildrootID, full, opts }) {
    const buildroot = orFault(await findBuildroot(call.db, buildrootID), `No such buildroot: ${buildrootID}`);
    if (buildroot.task_id === null || buildroot.host_id === null)
      throw new GenericError(`buildroot ${buildrootID} belongs to no task`);
    const task = orFault(await findTask(call.db, buildroot.task_id), `No such task: ${buildroot.task_id}`);
    if (task.state !== TASK_STATES.FAILED)
      throw new PreBuildError(`Task ${task.id} has not failed. Only failed tasks can upload their buildroots.`);
    const allowed = readAllowedMethods(call.pluginSettings);
    if (allowed && !allowed.includes(task.method)) {
      throw new PreBuildError(
        `Only ${allowed.join(', ')} tasks can upload their buildroots (Task ${task.id} is ${task.method}).`,
      );
    }
    if (task.owner !== call.session?.user.id && !(await isAdmin(call)))
      throw new ActionNotAllowed("Only owner of failed task or 'admin' can run this task.");
    const host = task.host_id === null ? undefined : await findHost(call.db, task.host_id);
    if (!host?.enabled) throw new PreBuildError('Host is disabled.');
    return makeTask(call, 'saveFailedTree', withKeywords([buildrootID, full], opts), { assign: buildroot.host_id });
  },
});
