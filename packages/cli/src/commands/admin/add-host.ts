import { atLeast } from '../../arguments.ts';
import { command } from '../../command.ts';
import { CommandFailure } from '../../errors.ts';
import { text, toggle } from '../../options/flag.ts';

export const addHost = command({
  name: 'add-host',
  category: 'admin',
  summary: 'Add a host',
  usage: '[options] <hostname> <arch> [<arch> ...]',
  login: 'required',
  args: atLeast(2),
  flags: {
    krbPrincipal: text('--krb-principal', "the host's Kerberos principal, where it differs from the usual one"),
    force: toggle('--force', 'turn an ordinary user of that name into a host'),
  },
  async run({ hub, out }, [host = '', ...arches], { krbPrincipal, force }) {
    if (await hub.getHost(host)) throw new CommandFailure(`${host} is already in the database`);
    const id = await hub.addHost(host, arches, { force, ...(krbPrincipal === undefined ? {} : { krb_principal: krbPrincipal }) });
    out.line(`${host} added: id ${id}`);
  },
});
