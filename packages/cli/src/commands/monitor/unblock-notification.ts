import { atLeast } from '../../arguments.ts';
import { command } from '../../command.ts';
import { UsageError } from '../../errors.ts';

export const unblockNotification = command({
  name: 'unblock-notification',
  category: 'monitor',
  summary: "Unblock user's notification",
  usage: '[options] <notification_id> [<notification_id> ...]',
  login: 'required',
  args: atLeast(1),
  flags: {},
  async run({ hub, out, settings }, words) {
    if (!words.every((word) => /^\d+$/.test(word))) throw new UsageError('All notification block ids has to be integers');
    for (const id of words.map(Number)) {
      await hub.deleteNotificationBlock(id);
      if (!settings.quiet) out.line(`Notification block ${id} successfully removed.`);
    }
  },
});
