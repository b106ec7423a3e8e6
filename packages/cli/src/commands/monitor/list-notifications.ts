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
    const [notifications, blocks] = await session.batch((batch) => [
      batch.getBuildNotifications(whose),
      batch.getBuildNotificationBlocks(whose),
    ]);
    const namesOf = await readNames(context, [...notifications, ...blocks]);
    if (notifications.length > 0) {
      const rows = notifications.map((each) => columns(each.id, ...namesOf(each), each.email, each.success_only ? 'yes' : 'no'));
      printTable(context, 'Notifications', columns('ID', 'Tag', 'Package', 'E-mail', 'Success-only'), rows);
    } else {
      out.line('No notifications');
    }
    out.line();
    if (blocks.length > 0) {
      const rows = blocks.map((each) => columns(each.id, ...namesOf(each)));
      printTable(context, 'Notification blocks', columns('ID', 'Tag', 'Package'), rows);
    } else {
      out.line('No notification blocks');
    }
  },
});

interface Subject {
  readonly tag_id: number | null;
  readonly package_id: number | null;
}

/** Tells what a subscription is about. A star stands for everything; what is gone shows its id. */
async function readNames(
  { session }: CommandContext,
  subjects: readonly Subject[],
): Promise<(subject: Subject) => [tag: string, pkg: string]> {
  const tagIds = idsOf(subjects.map(({ tag_id }) => tag_id));
  const packageIds = idsOf(subjects.map(({ package_id }) => package_id));
  const tags = await session.batch((hub) => tagIds.map((id) => hub.getTag(id)));
  const packages = await session.batch((hub) => packageIds.map((id) => hub.getPackage(id)));
  const nameIn = (id: number | null, ids: readonly number[], found: readonly ({ readonly name: string } | null)[]) =>
    id === null ? '*' : (found[ids.indexOf(id)]?.name ?? String(id));
  return ({ tag_id, package_id }) => [nameIn(tag_id, tagIds, tags), nameIn(package_id, packageIds, packages)];
}

function idsOf(ids: readonly (number | null)[]): number[] {
  return [...new Set(ids)].filter((id) => id !== null);
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
