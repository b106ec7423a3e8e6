import { buildLabel } from '@koji/common/tasks/labels';
import type { WireStruct } from '@koji/common/wire/values';
import { atLeast } from '../../arguments.ts';
import { type CommandContext, command } from '../../command.ts';
import { toggle } from '../../options/flag.ts';
import { answered } from '../../session/answered.ts';
import { followTasks, waitFlag } from '../../tasks/follow-task.ts';

export const moveBuild = command({
  name: 'move-build',
  aliases: ['move-pkg', 'move'],
  category: 'bind',
  summary: "'Move' one or more builds between tags",
  usage: '[options] <tag1> <tag2> <pkg> [<pkg> ...]',
  login: 'required',
  args: atLeast(3),
  flags: {
    force: toggle('--force', 'move even where the policy says no'),
    wait: waitFlag,
    all: toggle('--all', 'move all builds of the packages named'),
  },
  async run(context, [from = '', to = '', ...names], { force, wait, all }) {
    const taskIds = all
      ? await moveAll(context, { from, to, force }, names)
      : await moveSome(context, { from, to, force }, names);
    return await followTasks(context, taskIds, { wait });
  },
});

interface Move {
  readonly from: string;
  readonly to: string;
  readonly force: boolean;
}

async function moveAll(context: CommandContext, { from, to, force }: Move, packages: readonly string[]): Promise<number[]> {
  const { hub, session, out } = context;
  const found = await session.batch((batch) => packages.map((pkg) => batch.getPackage(pkg)));
  const taskIds: number[] = [];
  for (const [i, pkg] of packages.entries()) {
    if (found[i]) taskIds.push(...(await hub.moveAllBuilds(from, to, pkg, { force })));
    else out.line(`No such package: ${pkg}, skipping.`);
  }
  return taskIds;
}

async function moveSome(context: CommandContext, { from, to, force }: Move, names: readonly string[]): Promise<number[]> {
  const { hub, session, out } = context;
  const found = await session.tryBatch((batch) => names.map((name) => batch.getBuild(name)));
  const builds = new Map<number, WireStruct>();
  for (const [i, name] of names.entries()) {
    const build = answered(found[i] ?? null);
    if (build) builds.set(build.id, build as WireStruct);
    else out.line(`No such build: ${name}, skipping.`);
  }
  const taskIds: number[] = [];
  for (const [id, build] of builds) {
    const taskId = await hub.moveBuild(from, to, id, { force });
    taskIds.push(taskId);
    out.line(`Created task ${taskId}, moving ${buildLabel(build)}`);
  }
  return taskIds;
}
