import { exactly } from '../../arguments.ts';
import { command } from '../../command.ts';
import { CommandFailure } from '../../errors.ts';

export const addVolume = command({
  name: 'add-volume',
  category: 'admin',
  summary: 'Add a new storage volume',
  usage: '<volume-name>',
  login: 'required',
  args: exactly(1),
  flags: {},
  async run({ hub, out }, [name = '']) {
    if (await hub.getVolume(name)) throw new CommandFailure(`Volume ${name} already exists`);
    const volume = await hub.addVolume(name);
    out.line(`Added volume ${volume.name} with id ${volume.id}`);
  },
});
