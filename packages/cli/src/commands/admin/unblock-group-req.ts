import { exactly } from '../../arguments.ts';
import { command } from '../../command.ts';

export const unblockGroupReq = command({
  name: 'unblock-group-req',
  category: 'admin',
  summary: "Unblock a group's requirement listing",
  usage: '[options] <tag> <group> <requirement>',
  login: 'required',
  args: exactly(3),
  flags: {},
  async run({ hub }, [tag = '', group = '', requirement = '']) {
    await hub.groupReqListUnblock(tag, group, requirement);
  },
});
