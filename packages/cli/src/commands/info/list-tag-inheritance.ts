import { exactly } from '../../arguments.ts';
import { command } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { type InheritanceRow, inheritanceTree } from '../../listing/inheritance-tree.ts';
import { atMoment, findMoment, momentFlags, momentLine } from '../../lookups/moment.ts';
import { text, toggle } from '../../options/flag.ts';

/** Walking towards children, each link also names the child. */
type Row = InheritanceRow & { readonly tag_id?: number };

export const listTagInheritance = command({
  name: 'list-tag-inheritance',
  category: 'info',
  summary: 'Print the inheritance information for a tag',
  usage: '[options] <tag>',
  notes: `In front of every tag stand four flags of the link to it:
  M  maximum depth: inheritance goes only so many levels further
  F  package filter: some packages are not inherited
  I  intransitive: nothing is inherited beyond this link
  N  no configuration: only packages and builds are inherited
What the depth and the filter are, taginfo tells.`,
  login: 'anonymous',
  args: exactly(1),
  flags: {
    reverse: toggle('--reverse', 'print children instead of parents'),
    // Compatibility: refused with a reason.
    stop: text('--stop', 'end at this tag', { hidden: true }),
    jump: text('--jump', 'go on elsewhere', { hidden: true }),
    ...momentFlags,
  },
  async run(context, [name = ''], { reverse, stop, jump, ...choice }) {
    const { hub, out } = context;
    if (stop) throw new UsageError('--stop option has been removed in 1.26');
    if (jump) throw new UsageError('--jump option has been removed in 1.26');
    const moment = await findMoment(context, choice);
    if (moment) out.line(momentLine(moment));
    const tag = await hub.getTag(name, atMoment(moment));
    if (!tag) throw new UsageError(`No such tag: ${name}`);
    out.line(`     ${tag.name} (${tag.id})`);
    const links = (await hub.getFullInheritance(tag.id, { reverse, ...atMoment(moment) })) as readonly Row[];
    const sides = reverse
      ? { id: (row: Row) => row.tag_id ?? row.child_id, knot: (row: Row) => row.parent_id }
      : { id: (row: Row) => row.parent_id, knot: (row: Row) => row.child_id };
    for (const line of inheritanceTree(links, sides)) out.line(line);
  },
});
