import { exactly } from '../../arguments.ts';
import { command } from '../../command.ts';
import { CommandFailure, UsageError } from '../../errors.ts';
import { idOrName } from '../../lookups/read-id.ts';
import { toggle } from '../../options/flag.ts';

export const promoteBuild = command({
  name: 'promote-build',
  category: 'misc',
  summary: 'Promote a draft build',
  usage: '[options] <draft-build>',
  login: 'required',
  args: exactly(1),
  flags: { force: toggle('-f --force', 'promote even where the policy says no') },
  async run({ hub, out }, [name = ''], { force }) {
    if (force && !(await hub.hasPerm('admin'))) throw new UsageError('--force requires admin privilege');
    const draft = await hub.getBuild(idOrName(name));
    if (!draft) throw new CommandFailure(`No such build: ${name}`);
    if (!draft.draft) throw new CommandFailure(`Not a draft build: ${name}`);
    const promoted = (await hub.promoteBuild(draft.id, { force })) as { readonly nvr: string };
    out.line(`${draft.nvr} has been promoted to ${promoted.nvr}`);
  },
});
