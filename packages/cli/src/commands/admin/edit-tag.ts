import { joinArches } from '@koji/common/arch';
import { exactly } from '../../arguments.ts';
import { command } from '../../command.ts';
import { readExtra } from '../../options/extra-settings.ts';
import { text, texts, toggle } from '../../options/flag.ts';
import { plainOrJsonValue } from '../../values/read-value.ts';

export const editTag = command({
  name: 'edit-tag',
  category: 'admin',
  summary: 'Alter tag information',
  usage: '[options] <name>',
  login: 'required',
  args: exactly(1),
  flags: {
    arches: text('--arches', 'architectures'),
    perm: text('--perm', 'permission that changes require'),
    noPerm: toggle('--no-perm', 'require no permission'),
    lock: toggle('--lock', 'lock the tag'),
    unlock: toggle('--unlock', 'unlock the tag'),
    rename: text('--rename', 'new name of the tag'),
    mavenSupport: toggle('--maven-support', 'make Maven repositories for the tag'),
    noMavenSupport: toggle('--no-maven-support', 'make no Maven repositories for the tag'),
    includeAll: toggle('--include-all', 'put all versions of artifacts into Maven repositories'),
    noIncludeAll: toggle('--no-include-all', 'put only the latest versions into Maven repositories'),
    extra: texts('-x --extra', 'an extra setting, simple or in JSON', { metavar: 'key=value' }),
    removeExtra: texts('-r --remove-extra', 'remove an extra setting', { metavar: 'key' }),
    blockExtra: texts('-b --block-extra', 'block an inherited extra setting', { metavar: 'key' }),
  },
  async run({ hub }, [name = ''], flags) {
    const { arches, perm, rename, extra } = flags;
    await hub.editTag2(name, {
      ...(arches ? { arches: joinArches(arches) } : {}),
      ...(flags.noPerm ? { perm: null } : perm ? { perm } : {}),
      ...change('locked', flags.lock, flags.unlock),
      ...(rename ? { name: rename } : {}),
      // The negative form counts when both are given.
      ...change('maven_support', flags.mavenSupport && !flags.noMavenSupport, flags.noMavenSupport),
      ...change('maven_include_all', flags.includeAll && !flags.noIncludeAll, flags.noIncludeAll),
      ...(extra.length > 0 ? { extra: readExtra(extra, plainOrJsonValue) } : {}),
      remove_extra: [...flags.removeExtra],
      block_extra: [...flags.blockExtra],
    });
  },
});

function change(setting: string, on: boolean, off: boolean): Record<string, boolean> {
  return on || off ? { [setting]: on } : {};
}
