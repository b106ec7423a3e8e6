import { GenericError } from '@koji/common/errors';
import type { Build } from '@koji/common/types/build';
import { BUILD_STATES } from '@koji/common/types/states';
import type { WireValue } from '@koji/common/wire/values';
import { findBuildByKey, readBuildKey } from '../builds/build-key.ts';
import { readBuildRequest } from '../builds/build-request.ts';
import { newBuild } from '../builds/new-build.ts';
import type { Call } from '../rpc/call.ts';
import { method, param, permitted } from '../rpc/method.ts';
import { anything, isStruct } from '../rpc/shapes.ts';
import { assertValidName, nameText } from '../users/names.ts';
import { assertEnabled } from './enabled.ts';
import { markImageBuild, markMavenBuild, markWinBuild } from './mark-typed.ts';
import { findBType, insertBType } from './queries.ts';

export const addBType = method({
  name: 'addBType',
  doc: 'Add a build type that content generators can import.',
  access: permitted('admin'),
  params: [param('name', nameText)],
  async run(call, { name }) {
    assertValidName(call.config, 'internal', name);
    if (await findBType(call.db, name)) throw new GenericError('btype already exists');
    await insertBType(call.db, name);
    return null;
  },
});

/** The build that is to get a type: one that exists, or a new empty one when it is described in full. */
async function buildToMark(call: Call, given: WireValue): Promise<Build> {
  const known = await findBuildByKey(call.db, readBuildKey(given));
  if (known) {
    if (known.draft) throw new GenericError(`${known.nvr} is a draft build, which can hold rpms only`);
    return known;
  }
  if (!isStruct(given)) throw new GenericError(`No such build: ${String(given)}`);
  const request = readBuildRequest(given);
  if (request.draft) throw new GenericError('draft builds can hold rpms only');
  return newBuild(call, { ...request, source: null, extra: null }, { state: BUILD_STATES.COMPLETE });
}

export const createMavenBuild = method({
  name: 'createMavenBuild',
  doc: 'Make a build, new or not, a Maven build with the given coordinates.',
  access: permitted('maven-import'),
  params: [param('build_info', anything), param('maven_info', anything)],
  async run(call, { build_info, maven_info }) {
    assertEnabled(call, 'maven');
    await markMavenBuild(call.db, (await buildToMark(call, build_info)).id, maven_info);
    return null;
  },
});
export const createWinBuild = method({
  name: 'createWinBuild',
  doc: 'Make a build, new or not, a Windows build for a platform.',
  access: permitted('win-import'),
  params: [param('build_info', anything), param('win_info', anything)],
  async run(call, { build_info, win_info }) {
    assertEnabled(call, 'win');
    await markWinBuild(call.db, (await buildToMark(call, build_info)).id, win_info);
    return null;
  },
});
export const createImageBuild = method({
  name: 'createImageBuild',
  doc: 'Make a build, new or not, an image build.',
  access: permitted('image-import'),
  params: [param('build_info', anything)],
  async run(call, { build_info }) {
    await markImageBuild(call.db, (await buildToMark(call, build_info)).id);
    return null;
  },
});
