import { between } from '../../arguments.ts';
import { command } from '../../command.ts';
import { findLink } from '../../lookups/find-link.ts';

export const removeTagInheritance = command({
  name: 'remove-tag-inheritance',
  category: 'admin',
  summary: 'Remove a tag inheritance link',
  usage: '<tag> <parent> [<priority>]',
  login: 'required',
  args: between(1, 3),
  flags: {},
  async run(context, words) {
    const { tag, link, links } = await findLink(context, words);
    await context.hub.setInheritanceData(
      tag.id,
      links.map((each) => (each === link ? { ...each, 'delete link': true } : each)),
    );
  },
});
