import { compsXml } from '@koji/common/comps';
import type { Group } from '@koji/common/types/group';
import type { WireValue } from '@koji/common/wire/values';
import { exactly } from '../../arguments.ts';
import { command } from '../../command.ts';
import { groupsSpec } from '../../comps/groups-spec.ts';
import { UsageError } from '../../errors.ts';
import { toggle } from '../../options/flag.ts';
import { prettyPython } from '../../output/python-pretty.ts';

export const showGroups = command({
  name: 'show-groups',
  category: 'info',
  summary: 'Show groups data for a tag',
  usage: '[options] <tag>',
  login: 'anonymous',
  args: exactly(1),
  flags: {
    comps: toggle('--comps', 'print a comps file'),
    expand: toggle('-x --expand', 'put packages of required groups into the requiring group of the comps file'),
    spec: toggle('--spec', 'print a spec file that requires the build group'),
    showBlocked: toggle('--show-blocked', 'list blocked packages too'),
  },
  async run({ hub, out }, [tag = ''], { comps, expand, spec, showBlocked }) {
    if (showBlocked && (comps || spec)) throw new UsageError("--show-blocked doesn't make sense for comps/spec output");
    const groups = (await hub.getTagGroups(tag, showBlocked ? { incl_blocked: true } : {})) as Group[];
    if (comps) out.line(compsXml(groups, { expand }));
    else if (spec) out.line(groupsSpec(groups, { name: 'buildgroups', buildgroup: 'build' }));
    else out.line(prettyPython(groups as WireValue));
  },
});
