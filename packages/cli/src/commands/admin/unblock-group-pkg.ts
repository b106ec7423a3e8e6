import { atLeast } from '../../arguments.ts';
import { command } from '../../command.ts';

export const unblockGroupPkg = command({
  name: 'unblock-group-pkg',
  category: 'admin',
  summary: "Unblock a package from a group's package listing",
  usage: '[options] <tag> <group> <pkg> [<pkg> ...]',
  login: 'required',
  args: atLeast(3),
  flags: {},
  async run({ hub }, [tag = '', group = '', ...packages]) {
    for (const pkg of packages) await hub.groupPackageListUnblock(tag, group, pkg);
  },
});
