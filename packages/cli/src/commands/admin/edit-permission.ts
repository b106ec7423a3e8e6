import { atLeast } from '../../arguments.ts';
import { command } from '../../command.ts';

export const editPermission = command({
  name: 'edit-permission',
  category: 'admin',
  summary: 'Edit a permission description',
  usage: '<permission> <description>',
  login: 'required',
  args: atLeast(2),
  flags: {},
  async run({ hub }, [permission = '', description = '']) {
    await hub.editPermission(permission, description);
  },
});
