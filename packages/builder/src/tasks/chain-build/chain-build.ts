import { BuildError, GenericError } from '@koji/common/errors';
import { isTruthy } from '@koji/common/is-truthy';
import { isScmUrl } from '../../scm/url.ts';
import { defineTask, type TaskContext } from '../task.ts';
import { waitForTask, waitForTasks } from '../wait.ts';

/**
 * Builds level after level: each begins when the builds of the one before are in the repository. What is no source but
 * an N-V-R is only waited for.
 */
export const chainbuild = defineTask({
  method: 'chainbuild',
  async run(context, { srcs: levels, target, opts }) {
    if (isTruthy(opts?.scratch)) throw new BuildError('--scratch is not allowed with chain-builds');
    const { hub, id } = context;
    const targetInfo = await hub.getBuildTarget(target as string | number);
    if (!targetInfo) throw new GenericError(`unknown build target: ${JSON.stringify(target)}`);
    let before: string[] = [];
    for (const [level, sources] of levels.entries()) {
      if (before.length > 0) {
        const args = [targetInfo.build_tag_name, null, before];
        await waitForTask(context, await hub.host.subtask('waitrepo', args, id, { label: `wait ${level}` }));
      }
      const builds: number[] = [];
      for (const [index, source] of sources.entries()) {
        if (isScmUrl(source))
          builds.push(await hub.host.subtask('build', [source, target, opts], id, { label: `build ${level},${index}` }));
      }
      if (builds.length > 0) await waitForTasks(context, builds, { all: true, failAny: true });
      before = [...sources.filter((source) => !isScmUrl(source)), ...(await builtNvrs(context, builds))];
    }
  },
});

async function builtNvrs({ hub }: TaskContext, tasks: readonly number[]): Promise<string[]> {
  const lists = await Promise.all(tasks.map((task) => hub.listBuilds({ taskID: task })));
  return (lists as { nvr: string }[][]).flatMap(([build]) => (build ? [build.nvr] : []));
}
