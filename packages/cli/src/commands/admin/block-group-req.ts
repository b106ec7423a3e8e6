import { exactly } from '../../arguments.ts';
import { command } from '../../command.ts';

export const blockGroupReq = command({
  name: 'block-group-req',
  category: 'admin',
  summary: "Block a group's requirement listing",
  usage: '[options] <tag> <group> <blocked req>',
  login: 'required',
  args: exactly(3),
  flags: {},
  async run({ hub }, [tag = '', group = '', requirement = '']) {
    await hub.groupReqListBlock(tag, group, requirement);
  },
});
