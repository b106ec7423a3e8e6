import { atLeast } from '../../arguments.ts';
import { command } from '../../command.ts';

export const blockGroupPkg = command({
  name: 'block-group-pkg',
  category: 'admin',
  summary: "Block a package from a group's package listing",
  usage: '[options] <tag> <group> <pkg> [<pkg> ...]',
  notes: 'A block is inherited by other tags, which makes it more than a removal.',
  login: 'required',
  args: atLeast(3),
  flags: {},
  async run({ hub }, [tag = '', group = '', ...packages]) {
    for (const pkg of packages) await hub.groupPackageListBlock(tag, group, pkg);
  },
});
