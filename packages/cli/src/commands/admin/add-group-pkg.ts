import { atLeast } from '../../arguments.ts';
import { command } from '../../command.ts';

export const addGroupPkg = command({
  name: 'add-group-pkg',
  category: 'admin',
  summary: "Add a package to a group's package listing",
  usage: '[options] <tag> <group> <pkg> [<pkg> ...]',
  login: 'required',
  args: atLeast(3),
  flags: {},
  async run({ hub }, [tag = '', group = '', ...packages]) {
    for (const pkg of packages) await hub.groupPackageListAdd(tag, group, pkg);
  },
});
