import { pythonStr } from '@koji/common/python-text';
import { between } from '../../arguments.ts';
import { command } from '../../command.ts';
import { sortBy } from '../../listing/sort-by.ts';
import { atMoment, findMoment, momentFlags, momentLine } from '../../lookups/moment.ts';
import { toggle } from '../../options/flag.ts';

export const listGroups = command({
  name: 'list-groups',
  category: 'info',
  summary: 'Print the group listings',
  usage: '[options] <tag> [<group>]',
  login: 'anonymous',
  args: between(1, 2),
  flags: { ...momentFlags, showBlocked: toggle('--show-blocked', 'list blocked packages and groups too') },
  async run(context, [tag = '', wanted], { showBlocked, ...choice }) {
    const { hub, session, out } = context;
    const moment = await findMoment(context, choice);
    if (moment) out.line(momentLine(moment));
    const groups = await hub.getTagGroups(tag, { ...(showBlocked ? { incl_blocked: true } : {}), ...atMoment(moment) });
    const shown = sortBy(groups, ({ name }) => name).filter(({ name }) => wanted === undefined || name === wanted);
    const members = shown.flatMap(({ grouplist, packagelist }) => [...(grouplist ?? []), ...(packagelist ?? [])]);
    const tagIds = [...new Set([...shown, ...members].map(({ tag_id }) => tag_id))];
    const tags = await session.batch((batch) => tagIds.map((id) => batch.getTag(id, { strict: false })));
    // A tag that is gone shows its id.
    const nameOf = (id: number) => tags[tagIds.indexOf(id)]?.name ?? id;
    for (const group of shown) {
      out.line(`${group.name}  [${nameOf(group.tag_id)}]`);
      for (const { name, tag_id } of sortBy(group.grouplist ?? [], (required) => required.name))
        out.line(`  @${name}  [${nameOf(tag_id)}]`);
      for (const pkg of sortBy(group.packagelist ?? [], (each) => each.package)) {
        const blocked = pkg.blocked ? ' [BLOCKED]' : '';
        out.line(`  ${pkg.package}: ${pythonStr(pkg.basearchonly)}, ${pkg.type}  [${nameOf(pkg.tag_id)}]${blocked}`);
      }
    }
  },
});
