import type { PackageName, TagPackage } from '@koji/common/types/package';
import { noArguments } from '../../arguments.ts';
import { type CommandContext, command } from '../../command.ts';
import { CommandFailure, UsageError } from '../../errors.ts';
import { atMoment, findMoment, momentFlags, momentLine } from '../../lookups/moment.ts';
import { findPackages } from '../../lookups/tag-packages.ts';
import { text, toggle } from '../../options/flag.ts';

export const listPkgs = command({
  name: 'list-pkgs',
  category: 'info',
  summary: 'Print the package listing for tag or for owner',
  usage: '[options]',
  login: 'anonymous',
  args: noArguments,
  flags: {
    owner: text('--owner', 'only packages of this owner'),
    tag: text('--tag', 'only packages in the list of this tag'),
    pkg: text('--package', 'only this package'),
    quiet: toggle('--quiet', 'print no headings'),
    noinherit: toggle('--noinherit', 'leave out what is inherited'),
    showBlocked: toggle('--show-blocked', 'list blocked packages too'),
    showDups: toggle('--show-dups', 'list entries that others stand over'),
    ...momentFlags,
  },
  async run(context, _words, flags) {
    const { out, settings } = context;
    const { tag, showBlocked } = flags;
    const choice = await chosen(context, flags);
    const isAll = Object.keys(choice).length === 0;
    const moment = await findMoment(context, flags);
    if (moment) out.line(momentLine(moment));
    if (isAll && moment) throw new UsageError('--event and --ts makes sense only with --tag, --owner or --package');
    if (isAll && showBlocked) throw new UsageError('--show-blocked makes sense only with --tag, --owner or --package');
    const packages = await findPackages<PackageName & Partial<TagPackage>>(context, {
      ...choice,
      inherited: !flags.noinherit,
      // What hides what can only be told within a tag.
      with_dups: tag ? flags.showDups : true,
      ...(showBlocked ? { with_blocked: true } : {}),
      ...atMoment(moment),
    });
    if (packages.length === 0) throw new CommandFailure('(no matching packages)');
    if (!flags.quiet && !settings.quiet) {
      out.line(isAll ? 'Package' : columns('Package', 'Tag', 'Extra Arches', 'Owner'));
      out.line(isAll ? dashes(23) : columns(dashes(23), dashes(23), dashes(16), dashes(15)));
    }
    for (const pkg of packages) {
      if (isAll || pkg.tag_id === undefined) out.line(pkg.package_name);
      else if (!pkg.blocked || showBlocked) {
        const line = columns(pkg.package_name, pkg.tag_name ?? '', pkg.extra_arches ?? '', pkg.owner_name ?? '');
        out.line(pkg.blocked ? `${line} [BLOCKED]` : line);
      }
    }
  },
});

interface PackageChoice {
  readonly owner: string | undefined;
  readonly tag: string | undefined;
  readonly pkg: string | undefined;
}

async function chosen(
  { hub }: CommandContext,
  { owner, tag, pkg }: PackageChoice,
): Promise<{ userID?: number; tagID?: number; pkgID?: string }> {
  const user = owner ? await hub.getUser({ userInfo: owner }) : undefined;
  if (user === null) throw new UsageError(`No such user: ${owner}`);
  const info = tag ? await hub.getTag(tag) : undefined;
  if (info === null) throw new UsageError(`No such tag: ${tag}`);
  return { ...(user ? { userID: user.id } : {}), ...(info ? { tagID: info.id } : {}), ...(pkg ? { pkgID: pkg } : {}) };
}

function columns(name: string, tag: string, arches: string, owner: string): string {
  return `${name.padEnd(23)} ${tag.padEnd(23)} ${arches.padEnd(16)} ${owner.padEnd(15)}`;
}
function dashes(width: number): string {
  return '-'.repeat(width);
}
