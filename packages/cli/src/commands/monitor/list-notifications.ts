import { noArguments } from '../../arguments.ts';
import { type CommandContext, command } from '../../command.ts';
import { CommandFailure, UsageError } from '../../errors.ts';
import { text, toggle } from '../../options/flag.ts';

export const listNotifications = command({
  name: 'list-notifications',
  category: 'monitor',
  summary: "List user's notifications and blocks",
  usage: '[options]',
  login: 'anonymous',
  args: noArguments,
  flags: {
    mine: toggle('--mine', 'your own'),
    user: text('--user', 'those of this user'),
  },
  async run(context, _words, { mine, user: name }) {
    const { hub, session, out } = context;
    if (!mine && !name) throw new UsageError('Use --user or --mine.');
    if (!name) session.requireLogin();
    const user = name ? await hub.getUser({ userInfo: name }) : undefined;
    if (user === null) throw new CommandFailure(`No such user: ${name}`);
    const whose = { userID: user?.id ?? null };
    const notifications = await hub.getBuildNotifications(whose);
    if (notifications.length > 0) {
      const rows = [];
      for (const each of notifications)
        rows.push(columns(each.id, ...(await names(context, each)), each.email, each.success_only ? 'yes' : 'no'));
      printTable(context, 'Notifications', columns('ID', 'Tag', 'Package', 'E-mail', 'Success-only'), rows);
    } else {
      out.line('No notifications');
    }
    out.line();
    const blocks = await hub.getBuildNotificationBlocks(whose);
    if (blocks.length > 0) {
      const rows = [];
      for (const each of blocks) rows.push(columns(each.id, ...(await names(context, each))));
      printTable(context, 'Notification blocks', columns('ID', 'Tag', 'Package'), rows);
    } else {
      out.line('No notification blocks');
    }
  },
});

/** What a subscription is about; a star stands for everything. */
async function names(
  { hub }: CommandContext,
  { tag_id, package_id }: { readonly tag_id: number | null; readonly package_id: number | null },
): Promise<[string, string]> {
  const tag = tag_id ? await hub.getTag(tag_id) : undefined;
  const pkg = package_id ? await hub.getPackage(package_id) : undefined;
  return [tag?.name ?? '*', pkg?.name ?? '*'];
}

function columns(id: number | string, tag: string, pkg: string, email?: string, success?: string): string {
  const shared = `${String(id).padStart(6)} ${tag.padEnd(25)} ${pkg.padEnd(25)}`;
  return email === undefined ? shared : `${shared} ${email.padEnd(20)} ${(success ?? '').padEnd(12)}`;
}

function printTable({ out }: CommandContext, title: string, head: string, rows: readonly string[]): void {
  out.line(title);
  out.line(head);
  out.line('-'.repeat(head.length));
  for (const row of rows) out.line(row);
}
