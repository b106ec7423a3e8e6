import { GenericError } from '@koji/common/errors';
import type { Target } from '@koji/common/types/target';
import { listWith, queryOptions } from '../db/query-options.ts';
import { sql } from '../db/sql.ts';
import { insertVersioned, revokeRows } from '../db/versioned.ts';
import { eventId } from '../events/event-id.ts';
import { orFault, orNull } from '../rpc/answers.ts';
import type { Call } from '../rpc/call.ts';
import { info } from '../rpc/info.ts';
import { anyone, method, optional, param, permitted } from '../rpc/method.ts';
import { anything, flag, isTruthy, nullable } from '../rpc/shapes.ts';
import { findTagId } from '../tags/queries.ts';
import { assertValidName, nameText } from '../users/names.ts';
import { createTarget, requireTags } from './create-target.ts';
import { deleteTarget } from './delete-target.ts';
import { findTarget, findTargetName, targetColumns, targetFilterClause, targetSource, updateTargetName } from './queries.ts';

export const getBuildTarget = method({
  name: 'getBuildTarget',
  doc: 'A build target with its tags, now or at an event.',
  access: anyone,
  readOnly: true,
  params: [param('info', info), optional('event', eventId, null), optional('strict', flag, false)],
  async run({ db }, { info: key, event, strict }) {
    return orNull(await findTarget(db, key, event), strict, `No such build target: ${key}`);
  },
});

export const getBuildTargets = method({
  name: 'getBuildTargets',
  doc: 'Build targets, all or by name, build tag or destination tag.',
  access: anyone,
  readOnly: true,
  params: [
    optional('info', anything, null),
    optional('event', eventId, null),
    optional('buildTagID', nullable(info), null),
    optional('destTagID', nullable(info), null),
    optional('queryOpts', queryOptions, null),
  ],
  async run({ db }, { info: key, event, buildTagID, destTagID, queryOpts }) {
    const [buildTagId, destTagId] = [await idOf(db, buildTagID), await idOf(db, destTagID)];
    // Compatibility: an empty name or id stands for all targets.
    const target = isTruthy(key) ? info.read(key, 'info') : null;
    const where = targetFilterClause({ target, buildTagId, destTagId, event });
    return listWith<Target>(
      db,
      { columns: targetColumns, from: targetSource, where, defaultOrder: sql`build_target.id` },
      queryOpts,
    );
  },
});
/** A tag that never was has no targets, so any id that cannot be will do. */
async function idOf(db: Call['db'], key: number | string | null): Promise<number | null> {
  if (key === null || typeof key === 'number') return key;
  return (await findTagId(db, key))?.id ?? -1;
}

export const createBuildTarget = method({
  name: 'createBuildTarget',
  doc: 'Add a target that builds in one tag and delivers to another.',
  access: permitted('target'),
  params: [param('name', nameText), param('build_tag', info), param('dest_tag', info)],
  async run(call, { name, build_tag, dest_tag }) {
    await createTarget(call, name, build_tag, dest_tag);
    return null;
  },
});
export const editBuildTarget = method({
  name: 'editBuildTarget',
  doc: 'Rename a target or give it other tags. Brings back one that was deleted.',
  access: permitted('target'),
  params: [param('buildTargetInfo', info), param('name', nameText), param('build_tag', info), param('dest_tag', info)],
  async run(call, { buildTargetInfo, name, build_tag, dest_tag }) {
    assertValidName(call.config, 'internal', name);
    const target = orFault(await findTargetName(call.db, buildTargetInfo), `No such build target: ${buildTargetInfo}`);
    const tags = await requireTags(call, build_tag, dest_tag);
    if (name !== target.name) {
      const holder = await findTargetName(call.db, name);
      if (holder) throw new GenericError(`name "${name}" is already taken by build target ${holder.id}`);
      await updateTargetName(call.db, target.id, name);
    }
    await revokeRows(call, 'build_target_config', sql`build_target_id = ${target.id}`);
    await insertVersioned(call, 'build_target_config', { build_target_id: target.id, ...tags });
    return null;
  },
});

export const deleteBuildTarget = method({
  name: 'deleteBuildTarget',
  doc: 'End a build target. Its name can be used again.',
  access: permitted('target'),
  params: [param('buildTargetInfo', info)],
  async run(call, { buildTargetInfo }) {
    const target = orFault(await findTargetName(call.db, buildTargetInfo), `No such build target: ${buildTargetInfo}`);
    await deleteTarget(call, target.id);
    return null;
  },
});
