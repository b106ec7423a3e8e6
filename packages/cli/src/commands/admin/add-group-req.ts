import { exactly } from '../../arguments.ts';
import { command } from '../../command.ts';

export const addGroupReq = command({
  name: 'add-group-req',
  category: 'admin',
  summary: "Add a group to a group's required list",
  usage: '[options] <tag> <group> <required group>',
  login: 'required',
  args: exactly(3),
  flags: {},
  async run({ hub }, [tag = '', group = '', requirement = '']) {
    await hub.groupReqListAdd(tag, group, requirement);
  },
});
