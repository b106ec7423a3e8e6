import { atLeast } from '../../arguments.ts';
import { command } from '../../command.ts';
import { requireAll } from '../../lookups/require-all.ts';
import { requireTag } from '../../lookups/require-tag.ts';
import { tagPackageNames } from '../../lookups/tag-packages.ts';
import { toggle } from '../../options/flag.ts';

export const removePkg = command({
  name: 'remove-pkg',
  category: 'admin',
  summary: 'Remove a package from the listing for tag',
  usage: '[options] <tag> <package> [<package> ...]',
  login: 'required',
  args: atLeast(2),
  flags: { force: toggle('--force', 'remove it even where the policy says no') },
  async run(context, [tag = '', ...packages], { force }) {
    const { id } = await requireTag(context, tag);
    const present = await tagPackageNames(context, id);
    const found = packages.map((pkg) => present.has(pkg));
    requireAll(packages, found, (pkg) => context.out.warn(`Package ${pkg} is not in tag ${tag}`), '');
    await context.session.batch((hub) => packages.map((pkg) => hub.packageListRemove(tag, pkg, { force })));
  },
});
