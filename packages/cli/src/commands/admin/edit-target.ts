import { GenericError } from '@koji/common/errors';
import { exactly } from '../../arguments.ts';
import { command } from '../../command.ts';
import { requirePermission } from '../../lookups/require-permission.ts';
import { requireBuildTag, requireDestinationTag } from '../../lookups/require-target-tags.ts';
import { text } from '../../options/flag.ts';

export const editTarget = command({
  name: 'edit-target',
  category: 'admin',
  summary: 'Set the name, build_tag, and/or dest_tag of an existing build target to new values',
  usage: '[options] <name>',
  login: 'required',
  args: exactly(1),
  flags: {
    rename: text('--rename', 'new name of the target'),
    buildTag: text('--build-tag', 'another build tag'),
    destTag: text('--dest-tag', 'another destination tag'),
  },
  async run(context, [name = ''], { rename, buildTag, destTag }) {
    await requirePermission(context, 'target', 'admin');
    const target = await context.hub.getBuildTarget(name);
    if (!target) throw new GenericError(`No such build target: ${name}`);
    if (buildTag) await requireBuildTag(context, buildTag);
    if (destTag) await requireDestinationTag(context, destTag);
    await context.hub.editBuildTarget(
      target.name,
      rename || target.name,
      buildTag || target.build_tag_name,
      destTag || target.dest_tag_name,
    );
  },
});
