import { between } from '../../arguments.ts';
import { command } from '../../command.ts';
import { CommandFailure } from '../../errors.ts';
import { findLink, samePriority } from '../../lookups/find-link.ts';
import { readId } from '../../lookups/read-id.ts';
import { text, toggle } from '../../options/flag.ts';

export const editTagInheritance = command({
  name: 'edit-tag-inheritance',
  category: 'admin',
  summary: 'Edit tag inheritance',
  usage: '[options] <tag> <parent> [<priority>]',
  login: 'required',
  args: between(1, 3),
  flags: {
    priority: text('--priority', 'new place among the parents'),
    maxdepth: text('--maxdepth', 'how many levels of parents are inherited through the link, or none for all'),
    intransitive: toggle('--intransitive', 'inherit nothing through the link that the parent inherits'),
    noconfig: toggle('--noconfig', 'inherit packages and builds only'),
    pkgFilter: text('--pkg-filter', 'regular expression of the packages to inherit'),
  },
  async run(context, words, flags) {
    const { tag, link, links } = await findLink(context, words);
    const priority = flags.priority === undefined ? undefined : readId(flags.priority);
    if (links.some((each) => each.priority === priority)) throw new CommandFailure(samePriority(tag.name));
    const edited = {
      ...link,
      ...(priority === undefined ? {} : { priority }),
      ...(flags.maxdepth === undefined ? {} : { maxdepth: readDepth(flags.maxdepth) }),
      ...(flags.intransitive ? { intransitive: true } : {}),
      ...(flags.noconfig ? { noconfig: true } : {}),
      ...(flags.pkgFilter ? { pkg_filter: flags.pkgFilter } : {}),
    };
    await context.hub.setInheritanceData(
      tag.id,
      links.map((each) => (each === link ? edited : each)),
    );
  },
});

function readDepth(word: string): number | null {
  if (word.toLowerCase() === 'none') return null;
  if (!/^\d+$/.test(word)) throw new CommandFailure(`Invalid maxdepth: ${word}`);
  return Number(word);
}
