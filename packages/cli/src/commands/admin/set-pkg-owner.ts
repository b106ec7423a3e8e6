import { atLeast } from '../../arguments.ts';
import { command } from '../../command.ts';
import { toggle } from '../../options/flag.ts';

export const setPkgOwner = command({
  name: 'set-pkg-owner',
  category: 'admin',
  summary: 'Set the owner for a package',
  usage: '[options] <owner> <tag> <package> [<package> ...]',
  login: 'required',
  args: atLeast(3),
  flags: { force: toggle('--force', 'change it even where the policy says no') },
  async run({ session }, [owner = '', tag = '', ...packages], { force }) {
    await session.batch((hub) => packages.map((pkg) => hub.packageListSetOwner(tag, pkg, owner, { force })));
  },
});
