import { joinArches } from '@koji/common/arch';
import { exactly } from '../../arguments.ts';
import { command } from '../../command.ts';
import { requirePermission } from '../../lookups/require-permission.ts';
import { readExtra } from '../../options/extra-settings.ts';
import { text, texts, toggle } from '../../options/flag.ts';
import { plainValue } from '../../values/read-value.ts';

export const addTag = command({
  name: 'add-tag',
  category: 'admin',
  summary: 'Add a new tag to the database',
  usage: '[options] <name>',
  login: 'required',
  args: exactly(1),
  flags: {
    parent: text('--parent', 'inherit from this tag, with priority 0'),
    arches: text('--arches', 'architectures'),
    mavenSupport: toggle('--maven-support', 'make Maven repositories for the tag'),
    includeAll: toggle('--include-all', 'put all versions of artifacts into Maven repositories'),
    extra: texts('-x --extra', 'an extra setting', { metavar: 'key=value' }),
  },
  async run(context, [name = ''], { parent, arches, mavenSupport, includeAll, extra }) {
    await requirePermission(context, 'tag', 'admin');
    await context.hub.createTag(name, {
      ...(parent ? { parent } : {}),
      ...(arches ? { arches: joinArches(arches) } : {}),
      ...(mavenSupport ? { maven_support: true } : {}),
      ...(includeAll ? { maven_include_all: true } : {}),
      ...(extra.length > 0 ? { extra: readExtra(extra, plainValue) } : {}),
    });
  },
});
