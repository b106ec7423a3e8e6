import { exactly } from '../../arguments.ts';
import { command } from '../../command.ts';

export const disableUser = command({
  name: 'disable-user',
  category: 'admin',
  summary: 'Disable logins by a user',
  usage: '<username>',
  login: 'required',
  args: exactly(1),
  flags: {},
  async run({ hub }, [name = '']) {
    await hub.disableUser(name);
  },
});
