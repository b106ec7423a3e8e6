import { structValue } from '@koji/common/client/typed-hub';
import { TASK_STATES } from '@koji/common/types/states';
import { noArguments } from '../../arguments.ts';
import { command } from '../../command.ts';
import { CommandFailure } from '../../errors.ts';
import { integer, text, texts, toggle } from '../../options/flag.ts';
import { followTasks, waitFlag } from '../../tasks/follow-task.ts';

export const restartHosts = command({
  name: 'restart-hosts',
  category: 'admin',
  summary: 'Restart enabled hosts',
  usage: '[options]',
  login: 'required',
  args: noArguments,
  flags: {
    wait: waitFlag,
    quiet: toggle('--quiet', 'do not speak of the task'),
    force: toggle('--force', 'restart even if a restart is under way'),
    channel: text('--channel', 'only hosts of this channel'),
    arches: texts('--arch -a', 'only hosts of this architecture (may be given many times)'),
    timeout: integer('--timeout', 'give up after N seconds', { metavar: 'N' }),
  },
  async run(context, _words, { wait, quiet, force, channel, arches, timeout }) {
    const { hub, out, settings } = context;
    if (!force) {
      const unfinished = [TASK_STATES.FREE, TASK_STATES.OPEN, TASK_STATES.ASSIGNED];
      const others = await hub.listTasks({ opts: { method: 'restartHosts', state: unfinished } });
      if (others.length > 0) {
        out.warn('Found other restartHosts tasks running.');
        out.warn(`Task ids: [${others.map(({ id }) => id).join(', ')}]`);
        throw new CommandFailure('Use --force to run anyway');
      }
    }
    const options = {
      ...(channel ? { channel } : {}),
      ...(arches.length > 0 ? { arches: [...arches] } : {}),
      ...(timeout ? { timeout } : {}),
    };
    const taskId = await hub.restartHosts(Object.keys(options).length > 0 ? { options: structValue(options) } : {});
    return await followTasks(context, [taskId], { wait, quiet: quiet || settings.quiet });
  },
});
