import { atLeast } from '../../arguments.ts';
import { command } from '../../command.ts';

export const unblockPkg = command({
  name: 'unblock-pkg',
  category: 'admin',
  summary: 'Unblock a package in the listing for tag',
  usage: '[options] <tag> <package> [<package> ...]',
  login: 'required',
  args: atLeast(2),
  flags: {},
  async run({ session }, [tag = '', ...packages]) {
    await session.batch((hub) => packages.map((pkg) => hub.packageListUnblock(tag, pkg)));
  },
});
