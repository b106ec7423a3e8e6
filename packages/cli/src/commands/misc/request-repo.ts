import { exactly } from '../../arguments.ts';
import { command } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { integer, toggle } from '../../options/flag.ts';
import { repoRequestFlags, requestRepo as request } from '../../repos/request-repo.ts';

export const requestRepo = command({
  name: 'request-repo',
  category: 'misc',
  summary: 'Request a repo for a tag',
  usage: '[options] <tag>',
  login: 'required',
  args: exactly(1),
  flags: {
    ...repoRequestFlags,
    minEvent: integer('--min-event', 'a repository made at this event or later'),
    atEvent: integer('--at-event', 'a repository made at this event'),
    current: toggle('--current --last', 'a repository with the last change of the tag'),
  },
  async run(context, [name = ''], { minEvent, atEvent, current, ...style }) {
    if (atEvent && (minEvent || current)) throw new UsageError('Cannot specify both min-event and at-event');
    if (current && minEvent) throw new UsageError('Cannot specify both min-event and current');
    await request(context, name, { ...style, atEvent: atEvent || undefined, minEvent: current ? 'last' : minEvent || undefined });
  },
});
