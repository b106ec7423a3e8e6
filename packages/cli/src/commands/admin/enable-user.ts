import { exactly } from '../../arguments.ts';
import { command } from '../../command.ts';

export const enableUser = command({
  name: 'enable-user',
  category: 'admin',
  summary: 'Enable logins by a user',
  usage: '<username>',
  login: 'required',
  args: exactly(1),
  flags: {},
  async run({ hub }, [name = '']) {
    await hub.enableUser(name);
  },
});
