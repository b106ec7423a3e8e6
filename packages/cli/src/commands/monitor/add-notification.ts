import { noArguments } from '../../arguments.ts';
import { command } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { requirePackageId, requireTagId, subscriberId } from '../../lookups/notification-subject.ts';
import { text, toggle } from '../../options/flag.ts';

export const addNotification = command({
  name: 'add-notification',
  category: 'monitor',
  summary: "Add user's notification",
  usage: '[options]',
  login: 'required',
  args: noArguments,
  flags: {
    user: text('--user', 'for this user (admin only)'),
    pkg: text('--package', 'of builds of this package'),
    tag: text('--tag', 'of builds in this tag'),
    successOnly: toggle('--success-only', 'of what succeeded only'),
  },
  async run(context, _words, { user, pkg, tag, successOnly }) {
    if (!pkg && !tag) throw new UsageError('Command need at least one from --tag or --package options.');
    const userId = await subscriberId(context, user);
    const packageId = pkg ? await requirePackageId(context, pkg) : null;
    const tagId = tag ? await requireTagId(context, tag) : null;
    await context.hub.createNotification(userId, packageId, tagId, successOnly);
  },
});
