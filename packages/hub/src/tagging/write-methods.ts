import { buildKey, requireBuild } from '../builds/build-key.ts';
import { notifyOfTagging } from '../notifications/tag-notification.ts';
import { findPackage } from '../packages/queries.ts';
import { assertPolicy } from '../policy/engine.ts';
import { requireUser } from '../rpc/access.ts';
import { orFault } from '../rpc/answers.ts';
import type { Call } from '../rpc/call.ts';
import { info } from '../rpc/info.ts';
import { loggedIn, method, optional, param, permitted } from '../rpc/method.ts';
import { flag, listOf, nullable } from '../rpc/shapes.ts';
import { requireFullTag, requireTag } from '../tags/require-tag.ts';
import { makeTask } from '../tasks/make-task.ts';
import { requireBuilds } from './find-builds.ts';
import { moveAll } from './move-all.ts';
import { assertPackageListed } from './package-check.ts';
import { assertTagAccess } from './tag-access.ts';
import { tagBuild as addToTag, assertComplete, untagBuild as takeFromTag } from './tag-build.ts';
import { tagInOrder } from './tag-in-order.ts';

type TagKey = number | string;
type Build = Parameters<typeof requireBuild>[1];

/** Checks what can be checked now; the tagging itself is a builder's task. */
async function requestTagging(call: Call, tagKey: TagKey, key: Build, force: boolean, fromKey: TagKey | null): Promise<number> {
  const build = await requireBuild(call.db, key);
  const tag = await requireTag(call, tagKey);
  const from = fromKey === null ? null : await requireTag(call, fromKey);
  assertComplete(build);
  await assertTagAccess(call, tag.id, { force });
  if (from) await assertTagAccess(call, from.id, { force });
  await assertPackageListed(call, tag, { id: build.package_id, name: build.package_name }, force);
  const facts = { tag: tag.id, build: build.id, fromtag: from?.id ?? null, operation: from ? 'move' : 'tag' };
  await assertPolicy(call, 'tag', facts, { force });
  return makeTask(call, 'tagBuild', [tag.id, build.id, force, from?.id ?? null], { priority: 10 });
}

export const tagBuild = method({
  name: 'tagBuild',
  doc: 'Ask for a build to be tagged, or moved from another tag. Answers the task that will do it. force helps administrators only.',
  access: loggedIn,
  params: [
    param('tag', info),
    param('build', buildKey),
    optional('force', flag, false),
    optional('fromtag', nullable(info), null),
  ],
  run: (call, { tag, build, force, fromtag }) => requestTagging(call, tag, build, force, fromtag || null),
});
export const moveBuild = method({
  name: 'moveBuild',
  doc: 'Ask for a build to be moved from one tag to another. Answers the task that will do it.',
  access: loggedIn,
  params: [param('tag1', info), param('tag2', info), param('build', buildKey), optional('force', flag, false)],
  run: (call, { tag1, tag2, build, force }) => requestTagging(call, tag2, build, force, tag1),
});
export const moveAllBuilds = method({
  name: 'moveAllBuilds',
  doc: 'Ask for all builds of a package to be moved from one tag to another in their order. Answers the tasks, each waiting for the one before.',
  access: loggedIn,
  params: [param('tag1', info), param('tag2', info), param('package', info), optional('force', flag, false)],
  async run(call, { tag1, tag2, package: key, force }) {
    const pkg = orFault(await findPackage(call.db, key), `No such package: ${key}`);
    return moveAll(call, { from: await requireTag(call, tag1), to: await requireTag(call, tag2), package: pkg, force });
  },
});

export const tagBuildBypass = method({
  name: 'tagBuildBypass',
  doc: 'Tag a build at once, whether the tag lists its package or not.',
  access: permitted('tag'),
  params: [param('tag', info), param('build', buildKey), optional('force', flag, false), optional('notify', flag, false)],
  async run(call, { tag: tagKey, build: key, force, notify }) {
    const [tag, build] = [await requireFullTag(call, tagKey), await requireBuild(call.db, key)];
    await assertPolicy(call, 'tag', { tag: tag.id, build: build.id, fromtag: null, operation: 'tag' }, { force });
    await assertTagAccess(call, tag.id, { force });
    await addToTag(call, tag, build, { force });
    if (notify) await notifyOfTagging(call, { succeeded: true, tag: tagKey, fromTag: null, build, userId: requireUser(call).id });
    return null;
  },
});

async function untag(
  call: Call,
  tagKey: TagKey,
  key: Build,
  options: { strict: boolean; force: boolean; notify: boolean },
): Promise<null> {
  const { strict, force } = options;
  const [tag, build] = [await requireFullTag(call, tagKey), await requireBuild(call.db, key)];
  await assertPolicy(call, 'tag', { tag: null, build: build.id, fromtag: tag.id, operation: 'untag' }, { force });
  await assertTagAccess(call, tag.id, { force });
  await takeFromTag(call, tag, build, { strict, force });
  if (options.notify)
    await notifyOfTagging(call, { succeeded: true, tag: null, fromTag: tagKey, build, userId: requireUser(call).id });
  return null;
}
export const untagBuild = method({
  name: 'untagBuild',
  doc: 'Take a build out of a tag at once and tell those who want to know.',
  access: loggedIn,
  params: [param('tag', info), param('build', buildKey), optional('strict', flag, true), optional('force', flag, false)],
  run: (call, { tag, build, strict, force }) => untag(call, tag, build, { strict, force, notify: true }),
});
export const untagBuildBypass = method({
  name: 'untagBuildBypass',
  doc: 'Take a build out of a tag at once; nobody is told unless asked for.',
  access: permitted('tag'),
  params: [
    param('tag', info),
    param('build', buildKey),
    optional('strict', flag, true),
    optional('force', flag, false),
    optional('notify', flag, false),
  ],
  run: (call, { tag, build, strict, force, notify }) => untag(call, tag, build, { strict, force, notify }),
});

export const massTag = method({
  name: 'massTag',
  doc: 'Tag many builds in the order given, past locks, policy and package list.',
  access: permitted('tag'),
  params: [param('tag', info), param('builds', listOf(buildKey))],
  async run(call, { tag: tagKey, builds }) {
    const tag = await requireFullTag(call, tagKey);
    await tagInOrder(call, tag, await requireBuilds(call, builds));
    return null;
  },
});
