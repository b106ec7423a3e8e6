import { joinArches } from '@koji/common/arch';
import { atLeast } from '../../arguments.ts';
import { command } from '../../command.ts';
import { toggle } from '../../options/flag.ts';

export const setPkgArches = command({
  name: 'set-pkg-arches',
  category: 'admin',
  summary: 'Set the list of extra arches for a package',
  usage: '[options] <arches> <tag> <package> [<package> ...]',
  login: 'required',
  args: atLeast(3),
  flags: { force: toggle('--force', 'change it even where the policy says no') },
  async run({ session }, [words = '', tag = '', ...packages], { force }) {
    const arches = joinArches(words);
    await session.batch((hub) => packages.map((pkg) => hub.packageListSetArches(tag, pkg, arches, { force })));
  },
});
