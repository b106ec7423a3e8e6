import { GenericError } from '@koji/common/errors';
import { BUILD_STATES, nameOf } from '@koji/common/types/states';
import { requireHost } from '../rpc/access.ts';
import { builder, method, param } from '../rpc/method.ts';
import { int, isInt32, struct } from '../rpc/shapes.ts';
import { lockHeldTask } from '../tasks/change-state.ts';
import { addBuildType } from './add-build-type.ts';
import { requireLockedBuild } from './build-key.ts';
import { readBuildRequest } from './build-request.ts';
import { endBuild } from './change-state.ts';
import { newBuild } from './new-build.ts';

export const initBuild = method({
  name: 'host.initBuild',
  doc: 'Record that the build of an rpm has begun, in the name of the task’s owner. Answers the build’s id.',
  access: builder,
  params: [param('data', struct)],
  async run(call, { data }) {
    const { task_id } = data;
    if (!isInt32(task_id)) throw new GenericError('No task_id value for build');
    const task = await lockHeldTask(call, requireHost(call), task_id);
    const build = await newBuild(call, readBuildRequest(data), {
      state: BUILD_STATES.BUILDING,
      owner: task.owner,
      taskId: task.id,
    });
    await addBuildType(call.db, build.id, 'rpm');
    return build.id;
  },
});

export const failBuild = method({
  name: 'host.failBuild',
  doc: 'Mark a build that is being made as failed and send notices.',
  access: builder,
  params: [param('task_id', int), param('build_id', int)],
  async run(call, { task_id, build_id }) {
    await lockHeldTask(call, requireHost(call), task_id);
    const build = await requireLockedBuild(call.db, build_id);
    if (build.state !== BUILD_STATES.BUILDING)
      throw new GenericError(`cannot update build ${build_id}, state: ${nameOf(BUILD_STATES, build.state)}`);
    if (build.task_id !== task_id) throw new GenericError(`build ${build_id} is not made by task ${task_id}`);
    const failed = await endBuild(call, build, BUILD_STATES.FAILED);
    await call.hooks.emit(call, 'post', 'BuildEnd', { build: failed, task_id });
    return null;
  },
});
