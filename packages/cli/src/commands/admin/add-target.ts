import { between } from '../../arguments.ts';
import { command } from '../../command.ts';
import { requirePermission } from '../../lookups/require-permission.ts';
import { requireBuildTag, requireDestinationTag } from '../../lookups/require-target-tags.ts';

export const addTarget = command({
  name: 'add-target',
  category: 'admin',
  summary: 'Create a new build target',
  usage: '<name> <build tag> <dest tag>',
  notes: 'Without a destination tag, the one with the name of the target is taken.',
  login: 'required',
  args: between(2, 3),
  flags: {},
  async run(context, [name = '', buildTag = '', destinationTag = name]) {
    await requirePermission(context, 'target', 'admin');
    await requireBuildTag(context, buildTag);
    await requireDestinationTag(context, destinationTag);
    await context.hub.createBuildTarget(name, buildTag, destinationTag);
  },
});
