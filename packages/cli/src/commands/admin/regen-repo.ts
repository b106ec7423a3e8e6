import { exactly } from '../../arguments.ts';
import { type CommandContext, command } from '../../command.ts';
import { toggle } from '../../options/flag.ts';
import { findBuildTag, type RepoRequestStyle, repoOptions, repoRequestFlags, requestRepo } from '../../repos/request-repo.ts';
import { announceTask, followTasks } from '../../tasks/follow-task.ts';

export const regenRepo = command({
  name: 'regen-repo',
  category: 'admin',
  summary: 'Generate a current repo if there is not one',
  usage: '[options] <tag>',
  login: 'required',
  args: exactly(1),
  flags: { ...repoRequestFlags, makeTask: toggle('--make-task', 'make a task for it right away') },
  async run(context, [name = ''], { makeTask, ...style }) {
    if (makeTask) return await makeRepoTask(context, name, style);
    await requestRepo(context, name, { ...style, minEvent: 'last' });
    return 0;
  },
});

async function makeRepoTask(context: CommandContext, name: string, style: RepoRequestStyle): Promise<number> {
  const { hub, out } = context;
  const tag = await findBuildTag(context, name, style.target);
  if (!style.target && (await hub.getBuildTargets({ buildTagID: tag.id })).length === 0)
    out.warn(`${tag.name} is not a build tag`);
  if (!tag.arches) out.warn(`Tag ${tag.name} has an empty arch list`);
  const taskId = await hub.newRepo(tag.name, repoOptions(style));
  out.line(`Regenerating repo for tag: ${tag.name}`);
  announceTask(context, taskId);
  return await followTasks(context, [taskId], { wait: style.wait });
}
