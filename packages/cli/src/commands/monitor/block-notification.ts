import { noArguments } from '../../arguments.ts';
import { command } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { requirePackageId, requireTagId, subscriberId } from '../../lookups/notification-subject.ts';
import { text, toggle } from '../../options/flag.ts';

export const blockNotification = command({
  name: 'block-notification',
  category: 'monitor',
  summary: "Block user's notifications",
  usage: '[options]',
  login: 'required',
  args: noArguments,
  flags: {
    user: text('--user', 'for this user (admin only)'),
    pkg: text('--package', 'of builds of this package'),
    tag: text('--tag', 'of builds in this tag'),
    all: toggle('--all', 'of everything'),
  },
  async run(context, _words, { user, pkg, tag, all }) {
    const { hub } = context;
    if (!pkg && !tag && !all) throw new UsageError('One of --tag, --package or --all must be specified.');
    const userId = await subscriberId(context, user);
    const packageId = pkg ? await requirePackageId(context, pkg) : null;
    const tagId = tag ? await requireTagId(context, tag) : null;
    const blocks = await hub.getBuildNotificationBlocks({ userID: userId });
    if (blocks.some((block) => block.package_id === packageId && block.tag_id === tagId))
      throw new UsageError('Notification already exists.');
    await hub.createNotificationBlock(userId, { package_id: packageId, tag_id: tagId });
  },
});
