import { ActionNotAllowed } from '@koji/common/errors';
import { exactly } from '../../arguments.ts';
import { command } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { text, toggle } from '../../options/flag.ts';
import { waitRepo } from '../monitor/wait-repo.ts';

export const addSidetag = command({
  name: 'add-sidetag',
  category: 'misc',
  summary: 'Create sidetag',
  usage: '[options] <basetag>',
  login: 'required',
  args: exactly(1),
  flags: {
    quiet: toggle('-q --quiet', 'do not print the name of the tag'),
    wait: toggle('-w --wait', 'wait until the tag has a repository'),
    debuginfo: toggle('--debuginfo', 'with debugging data in the repository'),
    suffix: text('--suffix', 'end of the name; the hub says which are allowed'),
  },
  async run(context, [basetag = ''], { quiet: isQuiet, wait, debuginfo, suffix }) {
    const { hub, out, settings } = context;
    const quiet = isQuiet || settings.quiet;
    const tag = await hub.createSideTag(basetag, { debuginfo, ...(suffix ? { suffix } : {}) }).catch((error: unknown) => {
      throw error instanceof ActionNotAllowed ? new UsageError('Policy violation') : error;
    });
    if (!quiet) out.line(tag.name);
    if (!wait) return 0;
    // A side tag's target has its name.
    const style = { builds: [], target: true, request: undefined, timeout: 120, verbose: false, quiet };
    return await waitRepo.run(context, [tag.name], style);
  },
});
