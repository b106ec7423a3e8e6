import { GenericError } from '@koji/common/errors';
import type { Build } from '@koji/common/types/build';
import { BUILD_STATES } from '@koji/common/types/states';
import type { WireStruct } from '@koji/common/wire/values';
import { buildKey, requireBuild } from '../builds/build-key.ts';
import { newReleaseBuild } from '../builds/new-release-build.ts';
import { requireHost } from '../rpc/access.ts';
import type { Call } from '../rpc/call.ts';
import { builder, method, param } from '../rpc/method.ts';
import { anything, int, struct } from '../rpc/shapes.ts';
import { lockHeldTask } from '../tasks/change-state.ts';
import { assertEnabled } from './enabled.ts';
import { markImageBuild, markMavenBuild, markWinBuild } from './mark-typed.ts';

/** What the build was described as, completed: builders go on with it. */
export type BegunBuild = WireStruct & {
  id: number;
  release: string;
  task_id: number;
  owner: number;
  state: number;
  completion_time: null;
};

async function beginBuild(call: Call, taskId: number, data: WireStruct): Promise<BegunBuild> {
  const task = await lockHeldTask(call, requireHost(call), taskId);
  if (data.draft) throw new GenericError('draft builds can hold rpms only');
  const build: Build = await newReleaseBuild(call, data, { state: BUILD_STATES.BUILDING, owner: task.owner, taskId });
  return {
    ...data,
    release: build.release,
    task_id: taskId,
    owner: task.owner,
    state: BUILD_STATES.BUILDING,
    completion_time: null,
    id: build.id,
  };
}

export const initMavenBuild = method({
  name: 'host.initMavenBuild',
  doc: 'Record that a Maven build has begun; its release is the next one.',
  access: builder,
  params: [param('task_id', int), param('build_info', struct), param('maven_info', anything)],
  async run(call, { task_id, build_info, maven_info }) {
    assertEnabled(call, 'maven');
    const begun = await beginBuild(call, task_id, { ...build_info, release: null });
    await markMavenBuild(call.db, begun.id, maven_info);
    return begun;
  },
});
export const initImageBuild = method({
  name: 'host.initImageBuild',
  doc: 'Record that an image build has begun; without a release it gets the next one.',
  access: builder,
  params: [param('task_id', int), param('build_info', struct)],
  async run(call, { task_id, build_info }) {
    const begun = await beginBuild(call, task_id, build_info);
    await markImageBuild(call.db, begun.id);
    return begun;
  },
});
export const initWinBuild = method({
  name: 'host.initWinBuild',
  doc: 'Record that a Windows build has begun.',
  access: builder,
  params: [param('task_id', int), param('build_info', struct), param('win_info', anything)],
  async run(call, { task_id, build_info, win_info }) {
    assertEnabled(call, 'win');
    if (typeof build_info.release !== 'string') throw new GenericError('No release value for build');
    const begun = await beginBuild(call, task_id, build_info);
    await markWinBuild(call.db, begun.id, win_info);
    return begun;
  },
});

export const hostCreateMavenBuild = method({
  name: 'host.createMavenBuild',
  doc: 'Make a build that exists a Maven build.',
  access: builder,
  params: [param('build_info', buildKey), param('maven_info', anything)],
  async run(call, { build_info, maven_info }) {
    assertEnabled(call, 'maven');
    await markMavenBuild(call.db, (await requireBuild(call.db, build_info)).id, maven_info);
    return null;
  },
});
