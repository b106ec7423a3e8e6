import { USER_STATUS } from '@koji/common/types/states';
import { exactly } from '../../arguments.ts';
import { command } from '../../command.ts';
import { text, toggle } from '../../options/flag.ts';

export const addUser = command({
  name: 'add-user',
  category: 'admin',
  summary: 'Add a user',
  usage: '<username> [options]',
  login: 'required',
  args: exactly(1),
  flags: {
    principal: text('--principal', "the user's Kerberos principal"),
    disable: toggle('--disable', 'let the user not log in yet'),
  },
  async run({ hub, out }, [name = ''], { principal, disable }) {
    const status = disable ? USER_STATUS.BLOCKED : USER_STATUS.NORMAL;
    const id = await hub.createUser(name, { status, krb_principal: principal ?? null });
    out.line(`Added user ${name} (${id})`);
  },
});
