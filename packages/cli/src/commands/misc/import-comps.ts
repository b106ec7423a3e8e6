import { readFile } from 'node:fs/promises';
import { pythonRepr } from '@koji/common/python-text';
import { exactly } from '../../arguments.ts';
import { command } from '../../command.ts';
import { parseComps } from '../../comps/parse-comps.ts';
import { requireTag } from '../../lookups/require-tag.ts';
import { toggle } from '../../options/flag.ts';

export const importComps = command({
  name: 'import-comps',
  category: 'misc',
  summary: 'Import group/package information from a comps file',
  usage: '[options] <file> <tag>',
  login: 'required',
  args: exactly(2),
  flags: { force: toggle('--force', 'import even where the tag blocks something') },
  async run(context, [file = '', tag = ''], { force }) {
    const { hub, session, out } = context;
    await requireTag(context, tag);
    for (const group of parseComps(await readFile(file, 'utf8'), file)) {
      out.line(`Group: ${group.id} (${group.name})`);
      await hub.groupListAdd(tag, group.id, {
        force,
        display_name: group.name,
        is_default: group.isDefault,
        uservisible: group.uservisible,
        description: group.description,
        langonly: group.langonly,
        biarchonly: group.biarchonly,
      });
      const packages = group.packages.map(({ name, type, basearchonly, requires }) => {
        return { name, details: { basearchonly, ...(type === 'conditional' ? { requires: requires ?? null } : {}), type } };
      });
      for (const { name, details } of packages) out.line(`  Package: ${name}: ${pythonRepr(details)}`);
      await session.batch((batch) =>
        packages.map(({ name, details }) => batch.groupPackageListAdd(tag, group.id, name, { force, ...details })),
      );
    }
  },
});
