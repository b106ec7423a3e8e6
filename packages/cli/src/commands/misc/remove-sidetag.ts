import { atLeast } from '../../arguments.ts';
import { command } from '../../command.ts';

export const removeSidetag = command({
  name: 'remove-sidetag',
  category: 'misc',
  summary: 'Remove sidetag',
  usage: '[options] <sidetag> ...',
  login: 'required',
  args: atLeast(1),
  flags: {},
  async run({ session }, tags) {
    await session.batch((hub) => tags.map((tag) => hub.removeSideTag(tag)));
  },
});
