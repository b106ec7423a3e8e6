import { buildKey, requireBuild } from '../builds/build-key.ts';
import { assertPolicy } from '../policy/engine.ts';
import { requireHost } from '../rpc/access.ts';
import { info } from '../rpc/info.ts';
import { builder, method, optional, param } from '../rpc/method.ts';
import { flag, int, nullable } from '../rpc/shapes.ts';
import { requireFullTag } from '../tags/require-tag.ts';
import { lockHeldTask } from '../tasks/change-state.ts';
import { assertPackageListed } from './package-check.ts';
import { assertTagAccess } from './tag-access.ts';
import { tagBuild as addToTag, untagBuild as takeFromTag } from './tag-build.ts';

export const hostTagBuild = method({
  name: 'host.tagBuild',
  doc: 'Tag a build, or move it, on behalf of the task’s owner. Everything is checked once more.',
  access: builder,
  params: [
    param('task_id', int),
    param('tag', info),
    param('build', buildKey),
    optional('force', flag, false),
    optional('fromtag', nullable(info), null),
  ],
  async run(call, { task_id, tag: tagKey, build: key, force, fromtag }) {
    const { owner } = await lockHeldTask(call, requireHost(call), task_id);
    const build = await requireBuild(call.db, key);
    const tag = await requireFullTag(call, tagKey);
    const from = fromtag ? await requireFullTag(call, fromtag) : null;
    const facts = { tag: tag.id, build: build.id, fromtag: from?.id ?? null, user_id: owner, operation: from ? 'move' : 'tag' };
    await assertPolicy(call, 'tag', facts, { force });
    await assertPackageListed(call, tag, { id: build.package_id, name: build.package_name }, force);
    if (from) {
      await assertTagAccess(call, from.id, { userId: owner, force });
      await takeFromTag(call, from, build, { userId: owner, force, strict: true });
    }
    await assertTagAccess(call, tag.id, { userId: owner, force });
    await addToTag(call, tag, build, { userId: owner, force });
    return null;
  },
});
