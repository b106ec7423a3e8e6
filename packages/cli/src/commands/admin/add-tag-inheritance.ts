import { exactly } from '../../arguments.ts';
import { command } from '../../command.ts';
import { CommandFailure, UsageError } from '../../errors.ts';
import { samePriority } from '../../lookups/find-link.ts';
import { readId } from '../../lookups/read-id.ts';
import { text, toggle } from '../../options/flag.ts';

export const addTagInheritance = command({
  name: 'add-tag-inheritance',
  category: 'admin',
  summary: "Add to a tag's inheritance",
  usage: '[options] <tag> <parent-tag>',
  login: 'required',
  args: exactly(2),
  flags: {
    priority: text('--priority', 'place among the parents; lower ones count more'),
    maxdepth: text('--maxdepth', 'how many levels of parents are inherited through the link'),
    intransitive: toggle('--intransitive', 'inherit nothing through the link that the parent inherits'),
    noconfig: toggle('--noconfig', 'inherit packages and builds only'),
    pkgFilter: text('--pkg-filter', 'regular expression of the packages to inherit'),
    force: toggle('--force', 'add the parent even if the tag has it already'),
  },
  async run({ hub, out }, [tagName = '', parentName = ''], flags) {
    const tag = await hub.getTag(tagName);
    if (!tag) throw new UsageError(`No such tag: ${tagName}`);
    const parent = await hub.getTag(parentName);
    if (!parent) throw new UsageError(`No such tag: ${parentName}`);
    const links = await hub.getInheritanceData(tag.id);
    const priority = flags.priority ? readId(flags.priority) : 0;
    if (links.some((link) => link.parent_id === parent.id) && !flags.force) {
      out.warn(
        `Error: You are attempting to add ${parent.name} as ${tag.name}'s parent even though it already is ${tag.name}'s parent.`,
      );
      throw new CommandFailure('Please use --force if this is what you really want to do.');
    }
    if (links.some((link) => link.priority === priority)) throw new CommandFailure(samePriority(tag.name));
    const link = {
      parent_id: parent.id,
      priority,
      maxdepth: flags.maxdepth && /^\d+$/.test(flags.maxdepth) ? Number(flags.maxdepth) : null,
      intransitive: flags.intransitive,
      noconfig: flags.noconfig,
      pkg_filter: flags.pkgFilter ?? '',
    };
    await hub.setInheritanceData(tag.id, [...links, link]);
  },
});
