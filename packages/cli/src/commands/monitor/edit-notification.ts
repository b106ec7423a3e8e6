import { GenericError } from '@koji/common/errors';
import { exactly } from '../../arguments.ts';
import { command } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { requirePackageId, requireTagId } from '../../lookups/notification-subject.ts';
import { onOff, text } from '../../options/flag.ts';

export const editNotification = command({
  name: 'edit-notification',
  category: 'monitor',
  summary: "Edit user's notification",
  usage: '[options] <notification_id>',
  login: 'required',
  args: exactly(1),
  flags: {
    pkg: text('--package', "of builds of this package, '*' for all"),
    tag: text('--tag', "of builds in this tag, '*' for all"),
    successOnly: onOff('--success-only', 'of what succeeded only', '--no-success-only', 'of everything'),
  },
  async run(context, [word = ''], { pkg, tag, successOnly }) {
    const { hub } = context;
    if (!/^\d+$/.test(word)) throw new UsageError('Notification ID has to be numeric');
    if (!pkg && !tag && successOnly === undefined) throw new UsageError('Command need at least one option');
    const id = Number(word);
    const old = await hub.getBuildNotification(id, { strict: true });
    if (!old) throw new GenericError(`No such notification: ${id}`);
    const packageId = pkg === '*' ? null : pkg ? await requirePackageId(context, pkg) : old.package_id;
    const tagId = tag === '*' ? null : tag ? await requireTagId(context, tag) : old.tag_id;
    await hub.updateNotification(id, packageId, tagId, successOnly ?? old.success_only);
  },
});
