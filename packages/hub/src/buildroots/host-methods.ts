import { parseArches } from '@koji/common/arch';
import { GenericError } from '@koji/common/errors';
import { BR_STATES, type BuildrootState, nameOf } from '@koji/common/types/states';
import type { WireValue } from '@koji/common/wire/values';
import { sql } from '../db/sql.ts';
import { requireHost } from '../rpc/access.ts';
import { builder, method, optional, param } from '../rpc/method.ts';
import { flag, int, isInt32, isStruct, list, nullable, shape, text } from '../rpc/shapes.ts';
import { resolveInstalledRpms } from '../rpms/installed-rpms.ts';
import { lockHeldTask } from '../tasks/change-state.ts';
import { assertState, holdBuildroot } from './hold-buildroot.ts';
import { insertBuildrootArchives, insertBuildrootRpms, insertStandardBuildroot, updateBuildrootState } from './queries.ts';

/** A BR_STATES number or its name. */
const buildrootState = shape<BuildrootState>('a buildroot state', (value) => {
  const known = Object.entries(BR_STATES).find(([name, number]) => value === name || value === number);
  return known?.[1];
});

export const newBuildRoot = method({
  name: 'host.newBuildRoot',
  doc: 'Record a buildroot of a repo for a task. Answers its id.',
  access: builder,
  params: [param('repo', int), param('arch', text), optional('task_id', nullable(int), null)],
  async run(call, { repo, arch, task_id }) {
    const hostId = requireHost(call);
    if (task_id === null) throw new GenericError('a buildroot needs a task');
    await lockHeldTask(call, hostId, task_id);
    if (!(await call.db.row(sql`select id from repo where id = ${repo}`))) throw new GenericError(`No such repo: ${repo}`);
    return insertStandardBuildroot(call.db, {
      hostId,
      repoId: repo,
      taskId: task_id,
      arch: parseArches(arch, { strict: true }).join(' '),
      event: await call.event(),
    });
  },
});

export const setBuildRootState = method({
  name: 'host.setBuildRootState',
  doc: 'Move a buildroot on. EXPIRED is the end; saying so twice is fine.',
  access: builder,
  params: [param('brootid', int), param('state', buildrootState), optional('task_id', nullable(int), null)],
  async run(call, { brootid, state, task_id }) {
    const buildroot = await holdBuildroot(call, brootid, task_id);
    if (state === BR_STATES.INIT) throw new GenericError('Cannot change buildroot state to INIT');
    if (buildroot.state === BR_STATES.EXPIRED) {
      if (state === BR_STATES.EXPIRED) return null;
      throw new GenericError(`buildroot ${brootid} is ${nameOf(BR_STATES, buildroot.state)}`);
    }
    await updateBuildrootState(call.db, brootid, state, state === BR_STATES.EXPIRED ? await call.event() : null);
    return null;
  },
});

export const setBuildRootList = method({
  name: 'host.setBuildRootList',
  doc: 'Record the rpms that a new buildroot was made of.',
  access: builder,
  params: [param('brootid', int), param('rpmlist', list), optional('task_id', nullable(int), null)],
  async run(call, { brootid, rpmlist, task_id }) {
    assertState(await holdBuildroot(call, brootid, task_id), BR_STATES.INIT);
    await insertBuildrootRpms(call.db, brootid, await resolveInstalledRpms(call.db, rpmlist), false);
    return null;
  },
});

export const updateBuildRootList = method({
  name: 'host.updateBuildRootList',
  doc: 'Record rpms that came into a buildroot during the build.',
  access: builder,
  params: [param('brootid', int), param('rpmlist', list), optional('task_id', nullable(int), null)],
  async run(call, { brootid, rpmlist, task_id }) {
    assertState(await holdBuildroot(call, brootid, task_id), BR_STATES.BUILDING);
    await insertBuildrootRpms(call.db, brootid, await resolveInstalledRpms(call.db, rpmlist), true);
    return null;
  },
});

export const updateBuildrootArchives = method({
  name: 'host.updateBuildrootArchives',
  doc: 'Record archives that were used in a buildroot: as dependencies of the project, or to set the environment up.',
  access: builder,
  params: [param('brootid', int), param('task_id', int), param('archives', list), optional('project', flag, false)],
  async run(call, { brootid, task_id, archives, project }) {
    const buildroot = await holdBuildroot(call, brootid, task_id);
    if (!call.config.enableMaven && !call.config.enableWin) throw new GenericError('non-rpm support is not enabled');
    assertState(buildroot, BR_STATES.BUILDING);
    await insertBuildrootArchives(call.db, brootid, archives.map(archiveId), project);
    return null;
  },
});
function archiveId(given: WireValue): number {
  const id = isStruct(given) ? given.id : undefined;
  if (!isInt32(id)) throw new GenericError('archives must be structs with an id');
  return id;
}
