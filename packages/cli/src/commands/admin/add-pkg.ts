import { joinArches } from '@koji/common/arch';
import { atLeast } from '../../arguments.ts';
import { command } from '../../command.ts';
import { CommandFailure, UsageError } from '../../errors.ts';
import { requireTag } from '../../lookups/require-tag.ts';
import { tagPackageNames } from '../../lookups/tag-packages.ts';
import { text, toggle } from '../../options/flag.ts';

export const addPkg = command({
  name: 'add-pkg',
  category: 'admin',
  summary: 'Add a package to the listing for tag',
  usage: '[options] --owner <owner> <tag> <package> [<package> ...]',
  login: 'required',
  args: atLeast(2),
  flags: {
    force: toggle('--force', 'add it even where it is blocked'),
    owner: text('--owner', 'owner of the packages'),
    extraArches: text('--extra-arches', 'further architectures to build the packages for'),
  },
  async run(context, [tag = '', ...packages], { force, owner, extraArches }) {
    const { hub, session, out } = context;
    if (!owner) throw new UsageError('Please specify an owner for the package(s)');
    if (!(await hub.getUser({ userInfo: owner }))) throw new CommandFailure(`No such user: ${owner}`);
    const { id, name } = await requireTag(context, tag);
    const present = await tagPackageNames(context, id);
    for (const pkg of packages.filter((each) => present.has(each))) out.line(`Package ${pkg} already exists in tag ${tag}`);
    const missing = packages.filter((each) => !present.has(each));
    out.line(`Adding ${missing.length} packages to tag ${name}`);
    const settings = { owner, force, block: false, ...(extraArches ? { extra_arches: joinArches(extraArches) } : {}) };
    await session.batch((batch) => missing.map((pkg) => batch.packageListAdd(tag, pkg, settings)));
  },
});
