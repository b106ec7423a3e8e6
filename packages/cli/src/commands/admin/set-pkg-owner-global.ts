import type { TagPackage } from '@koji/common/types/package';
import { atLeast } from '../../arguments.ts';
import { type CommandContext, command } from '../../command.ts';
import { CommandFailure, UsageError } from '../../errors.ts';
import { text, toggle } from '../../options/flag.ts';

export const setPkgOwnerGlobal = command({
  name: 'set-pkg-owner-global',
  category: 'admin',
  summary: 'Set the owner for a package globally',
  usage: '[options] <owner> <package> [<package> ...]',
  login: 'required',
  args: atLeast(1),
  flags: {
    verbose: toggle('--verbose', 'say what is changed'),
    test: toggle('--test', 'only say what would be changed'),
    oldUser: text('--old-user --from', 'only packages of this user'),
  },
  async run(context, [owner = '', ...packages], { verbose, test, oldUser }) {
    const { session, out } = context;
    if (packages.length === 0 && !oldUser) throw new UsageError('Please specify an owner and at least one package');
    const user = await requireUser(context, owner);
    const old = oldUser ? await requireUser(context, oldUser) : undefined;
    const filter = { with_dups: true, ...(old ? { userID: old.id } : {}) };
    const filters = packages.length === 0 ? [filter] : packages.map((pkg) => ({ ...filter, pkgID: pkg }));
    const lists = await session.batch(
      (hub) => filters.map((each) => hub.listPackages(each)) as unknown as Promise<readonly TagPackage[]>[],
    );
    const entries = lists.flat();
    for (const pkg of packages.filter((_, i) => lists[i]?.length === 0)) out.line(`No data for package ${pkg}`);
    if (packages.length === 0 && entries.length === 0) throw new CommandFailure(`No data for user ${old?.name}`);
    const changes: Pick<TagPackage, 'tag_id' | 'package_name'>[] = [];
    for (const { tag_id, tag_name, package_name, owner_id, owner_name } of entries) {
      const change = `owner for ${package_name} in tag ${tag_name}: ${owner_name} -> ${user.name}`;
      if (owner_id === user.id) {
        if (verbose) out.line(`Preserving owner=${user.name} for package ${package_name} in tag ${tag_name}`);
      } else if (test) {
        out.line(`Would have changed ${change}`);
      } else {
        if (verbose) out.line(`Changing ${change}`);
        changes.push({ tag_id, package_name });
      }
    }
    await session.batch((hub) =>
      changes.map(({ tag_id, package_name }) => hub.packageListSetOwner(tag_id, package_name, user.id)),
    );
  },
});

async function requireUser({ hub }: CommandContext, name: string): Promise<{ readonly id: number; readonly name: string }> {
  const user = await hub.getUser({ userInfo: name });
  if (!user) throw new CommandFailure(`No such user: ${name}`);
  return user;
}
