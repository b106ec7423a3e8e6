import { ActionNotAllowed, GenericError } from '@koji/common/errors';
import { BUILD_STATES } from '@koji/common/types/states';
import { DateTime, Double, type WireValue } from '@koji/common/wire/values';
import { isAdmin, requireUser } from '../rpc/access.ts';
import { anyone, loggedIn, method, optional, param, permitted } from '../rpc/method.ts';
import { anything, flag, int, nullable, text } from '../rpc/shapes.ts';
import { resolveUser } from '../users/resolve-user.ts';
import { buildKey, describeBuildKey, findBuildByKey, requireBuild, requireLockedBuild } from './build-key.ts';
import { readBuildRequest } from './build-request.ts';
import { cancelBuild as cancelOne } from './cancel-build.ts';
import { cannotDelete, deleteBuild as deleteOne, resetBuild as resetOne } from './delete-build.ts';
import { newBuild } from './new-build.ts';
import { promoteBuild as promoteOne } from './promote-build.ts';
import { updateBuildOwner, updateCompletionTime } from './queries.ts';
import { readReferences } from './references.ts';

export const createEmptyBuild = method({
  name: 'createEmptyBuild',
  doc: 'Record a complete build that holds nothing yet. Answers its id.',
  access: permitted('admin'),
  params: [
    param('name', text),
    param('version', text),
    param('release', text),
    param('epoch', anything),
    optional('owner', anything, null),
    optional('draft', flag, false),
  ],
  async run(call, { owner, ...data }) {
    const user = owner === null ? undefined : await resolveUser(call.db, owner, true);
    const request = readBuildRequest(data);
    return (await newBuild(call, request, { state: BUILD_STATES.COMPLETE, ...(user ? { owner: user.id } : {}) })).id;
  },
});

export const cancelBuild = method({
  name: 'cancelBuild',
  doc: 'Cancel a build that is being made and the tasks that make it. False when there is nothing to cancel.',
  access: loggedIn,
  params: [param('buildID', buildKey), optional('strict', flag, false)],
  async run(call, { buildID, strict }) {
    const build = await findBuildByKey(call.db, buildID);
    if (!build) {
      if (strict) throw new GenericError(`No such build: ${describeBuildKey(buildID)}`);
      return false;
    }
    if (build.owner_id !== requireUser(call).id && !(await isAdmin(call)))
      throw new ActionNotAllowed('Cannot cancel build, not owner');
    return cancelOne(call, build);
  },
});

export const setBuildOwner = method({
  name: 'setBuildOwner',
  doc: 'Give a build to another user.',
  access: permitted('admin'),
  params: [param('build', buildKey), param('user', anything)],
  async run(call, { build: key, user }) {
    const build = await requireBuild(call.db, key);
    const owner = (await resolveUser(call.db, user, true)).id;
    const change = { attribute: 'owner_id', old: build.owner_id, new: owner };
    await call.hooks.emit(call, 'pre', 'BuildStateChange', { ...change, info: build });
    await updateBuildOwner(call.db, build.id, owner);
    await call.hooks.emit(call, 'post', 'BuildStateChange', { ...change, info: build });
    return null;
  },
});

export const setBuildTimestamp = method({
  name: 'setBuildTimestamp',
  doc: 'Change when a build was completed, in seconds since the epoch.',
  access: permitted('admin'),
  params: [param('build', buildKey), param('ts', anything)],
  async run(call, { build: key, ts: given }) {
    const build = await requireBuild(call.db, key);
    const ts = readSeconds(given);
    if (build.completion_time === null) throw new GenericError(`Build ${build.nvr} is not complete`);
    const change = { attribute: 'completion_ts', old: build.completion_ts, new: ts };
    await call.hooks.emit(call, 'pre', 'BuildStateChange', { ...change, info: build });
    await updateCompletionTime(call.db, build.id, ts);
    const info = await requireBuild(call.db, build.id);
    await call.hooks.emit(call, 'post', 'BuildStateChange', { ...change, info });
    return null;
  },
});
function readSeconds(value: WireValue): number {
  if (value instanceof Double) return value.value;
  if (typeof value === 'number') return value;
  // Compatibility: a native date has no zone and means the hub's own.
  const date = value instanceof DateTime ? /^(\d{4})-?(\d\d)-?(\d\d)T(\d\d):(\d\d):(\d\d)$/.exec(value.text) : null;
  if (!date) throw new GenericError('Invalid type for timestamp');
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = date.slice(1).map(Number);
  return new Date(year, month - 1, day, hour, minute, second).getTime() / 1000;
}

export const buildReferences = method({
  name: 'buildReferences',
  doc: 'What still refers to a build: tags, rpms and archives built with it, archives it is part of; at most `limit` of each. lazy stops at the first kind found.',
  access: anyone,
  readOnly: true,
  params: [param('build', buildKey), optional('limit', nullable(int), null), optional('lazy', flag, false)],
  run: async ({ db }, { build, limit, lazy }) =>
    readReferences(db, (await requireBuild(db, build)).id, { limit: limit || null, lazy }),
});

export const deleteBuild = method({
  name: 'deleteBuild',
  doc: 'Remove the files of a build that nothing refers to and that no buildroot used within min_ref_age seconds. The record stays.',
  access: permitted('admin'),
  params: [param('build', buildKey), optional('strict', flag, true), optional('min_ref_age', int, 604800)],
  async run(call, { build: key, strict, min_ref_age }) {
    const build = await requireLockedBuild(call.db, (await requireBuild(call.db, key)).id);
    if (build.state === BUILD_STATES.DELETED) return null;
    const obstacle = await deleteOne(call, build, min_ref_age);
    if (obstacle === undefined) return true;
    if (strict) throw cannotDelete(obstacle);
    return false;
  },
});

export const resetBuild = method({
  name: 'resetBuild',
  doc: 'Throw away everything a build consists of, whatever refers to it. It can then be made anew.',
  access: permitted('admin'),
  params: [param('build', buildKey)],
  async run(call, { build: key }) {
    const build = await findBuildByKey(call.db, key);
    if (build) await resetOne(call, await requireLockedBuild(call.db, build.id));
    return null;
  },
});

export const promoteBuild = method({
  name: 'promoteBuild',
  doc: 'Make a complete draft a regular build. With force administrators pass the draft_promotion policy.',
  access: loggedIn,
  params: [param('build', buildKey), optional('force', flag, false)],
  run: async (call, { build, force }) => promoteOne(call, (await requireBuild(call.db, build)).id, { force }),
});
