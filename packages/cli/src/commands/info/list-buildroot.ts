import { exactly } from '../../arguments.ts';
import { command } from '../../command.ts';
import { readId } from '../../lookups/read-id.ts';
import { toggle } from '../../options/flag.ts';

export const listBuildroot = command({
  name: 'list-buildroot',
  category: 'info',
  summary: 'List the rpms used in or built in a buildroot',
  usage: '[options] <buildroot-id>',
  login: 'anonymous',
  args: exactly(1),
  flags: {
    built: toggle('--built', 'list what was built, not what was installed'),
    verbose: toggle('--verbose -v', 'tell more'),
  },
  async run({ hub, out }, [word = ''], { built, verbose }) {
    const id = readId(word);
    const selection = built ? { buildrootID: id } : { componentBuildrootID: id };
    const kind = built ? 'Built' : 'Component';
    const rpms = await hub.listRPMs(selection);
    if (rpms.length > 0) out.line(`${kind} RPMs:`);
    const lines = rpms.map((rpm) => {
      const marks = verbose ? `${rpm.draft ? ` (,draft_${rpm.build_id})` : ''}${rpm.is_update ? ' [update]' : ''}` : '';
      return `${rpm.nvr}.${rpm.arch}${marks}`;
    });
    for (const line of lines.sort()) out.line(line);
    const archives = await hub.listArchives(selection);
    if (archives.length === 0) return;
    if (rpms.length > 0) out.line();
    out.line(`${kind} Archives:`);
    for (const name of archives.map(({ filename }) => filename).sort()) out.line(name);
  },
});
