import { exactly } from '../../arguments.ts';
import { command } from '../../command.ts';
import { CommandFailure } from '../../errors.ts';
import { requirePermission } from '../../lookups/require-permission.ts';

export const removeTarget = command({
  name: 'remove-target',
  category: 'admin',
  summary: 'Remove a build target',
  usage: '[options] <name>',
  login: 'required',
  args: exactly(1),
  flags: {},
  async run(context, [name = '']) {
    await requirePermission(context, 'target', 'admin');
    const target = await context.hub.getBuildTarget(name);
    if (!target) throw new CommandFailure(`No such build target: ${name}`);
    await context.hub.deleteBuildTarget(target.id);
  },
});
