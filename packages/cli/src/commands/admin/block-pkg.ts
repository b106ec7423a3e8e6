import { atLeast } from '../../arguments.ts';
import { command } from '../../command.ts';
import { requireAll } from '../../lookups/require-all.ts';
import { requireTag } from '../../lookups/require-tag.ts';
import { tagPackageNames } from '../../lookups/tag-packages.ts';
import { toggle } from '../../options/flag.ts';

export const blockPkg = command({
  name: 'block-pkg',
  category: 'admin',
  summary: 'Block a package in the listing for tag',
  usage: '[options] <tag> <package> [<package> ...]',
  login: 'required',
  args: atLeast(2),
  flags: { force: toggle('--force', 'block it even where the policy says no') },
  async run(context, [tag = '', ...packages], { force }) {
    const { id } = await requireTag(context, tag);
    const present = await tagPackageNames(context, id, { inherited: true });
    const found = packages.map((pkg) => present.has(pkg));
    requireAll(packages, found, (pkg) => context.out.warn(`Package ${pkg} doesn't exist in tag ${tag}`), '');
    await context.session.batch((hub) => packages.map((pkg) => hub.packageListBlock(tag, pkg, force ? { force } : {})));
  },
});
