import { GenericError, KojiError } from '@koji/common/errors';
import { parseNvr } from '@koji/common/rpm/nvr';
import { atLeast } from '../../arguments.ts';
import { command } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { isId } from '../../lookups/read-id.ts';
import { toggle } from '../../options/flag.ts';

/** Cancelling may take the hub some time, so that not too much goes into one request. */
const callsPerRequest = 100;

export const cancel = command({
  name: 'cancel',
  aliases: ['cancel-task', 'cxl'],
  category: 'build',
  summary: 'Cancel tasks and/or builds',
  usage: '[options] <task_id|build> [<task_id|build> ...]',
  login: 'required',
  args: atLeast(1),
  flags: {
    justone: toggle('--justone', 'leave subtasks alone'),
    full: toggle('--full', 'cancel whatever state the task is in (admin only)'),
    force: toggle('--force', 'with --full: even if it is a subtask'),
  },
  async run({ session, out }, words, { justone, full, force }) {
    const taskIds = words.filter(isId).map(Number);
    const builds = words.filter((word) => !isId(word));
    if (!builds.every(isNvr)) throw new UsageError('please specify only task ids (integer) or builds (n-v-r)');
    const outcomes = await session.tryBatch(
      (hub) => [
        ...taskIds.map((id) => {
          if (justone) return hub.cancelTask(id, { recurse: false });
          return full ? hub.cancelTaskFull(id, force ? { strict: false } : {}) : hub.cancelTask(id);
        }),
        ...builds.map((build) => hub.cancelBuild(build, { strict: true })),
      ],
      callsPerRequest,
    );
    const errors = outcomes.filter((outcome) => outcome instanceof KojiError);
    for (const { message } of errors) out.warn(message);
    return errors.length > 0 ? 1 : 0;
  },
});

function isNvr(word: string): boolean {
  try {
    parseNvr(word);
    return true;
  } catch (error) {
    if (error instanceof GenericError) return false;
    throw error;
  }
}
