import { atLeast } from '../../arguments.ts';
import { command } from '../../command.ts';
import { UsageError } from '../../errors.ts';

export const removeNotification = command({
  name: 'remove-notification',
  category: 'monitor',
  summary: "Remove user's notifications",
  usage: '[options] <notification_id> [<notification_id> ...]',
  login: 'required',
  args: atLeast(1),
  flags: {},
  async run({ hub, out, settings }, words) {
    if (!words.every((word) => /^\d+$/.test(word))) throw new UsageError('All notification ids has to be integers');
    for (const id of words.map(Number)) {
      await hub.deleteNotification(id);
      if (!settings.quiet) out.line(`Notification ${id} successfully removed.`);
    }
  },
});
