import { requireHost } from '../rpc/access.ts';
import { builder, method, optional, param } from '../rpc/method.ts';
import { int, listOf, nullable, struct, text } from '../rpc/shapes.ts';
import { lockHeldTask } from '../tasks/change-state.ts';
import { importBuild } from './import-build.ts';
import { moveFileToScratch, scratchDirectory } from './move-to-scratch.ts';
import { dropRepeatedNoarch } from './noarch-rpms.ts';
import { readInts, readTextLists } from './read-results.ts';

export const completeBuild = method({
  name: 'host.completeBuild',
  doc: 'Import what a build has made (paths below the work directory) and mark it complete. Answers the build.',
  access: builder,
  params: [
    param('task_id', int),
    param('build_id', int),
    param('srpm', text),
    param('rpms', listOf(text)),
    optional('brmap', nullable(struct), null),
    optional('logs', nullable(struct), null),
  ],
  async run(call, { task_id, build_id, srpm, rpms, brmap, logs }) {
    await lockHeldTask(call, requireHost(call), task_id);
    const results = { srpm, rpms, buildroots: readInts(brmap ?? {}, 'brmap'), logs: readTextLists(logs ?? {}, 'logs') };
    const build = await importBuild(call, task_id, build_id, results);
    await call.hooks.emit(call, 'post', 'BuildEnd', { build, task_id });
    return build;
  },
});

export const moveBuildToScratch = method({
  name: 'host.moveBuildToScratch',
  doc: 'Put what a scratch build has made where its owner finds it. Nothing is recorded.',
  access: builder,
  params: [param('task_id', int), param('srpm', text), param('rpms', listOf(text)), optional('logs', nullable(struct), null)],
  async run(call, { task_id, srpm, rpms, logs }) {
    const task = await lockHeldTask(call, requireHost(call), task_id);
    const directory = await scratchDirectory(call, task);
    const logsByArch = readTextLists(logs ?? {}, 'logs');
    const kept = await dropRepeatedNoarch(call, rpms, Object.values(logsByArch).flat());
    for (const path of [srpm, ...kept]) await moveFileToScratch(call, call.layout.workPath(path), directory);
    for (const [arch, paths] of Object.entries(logsByArch)) {
      for (const path of paths) await moveFileToScratch(call, call.layout.workPath(path), directory, `logs/${arch}`);
    }
    return null;
  },
});
