import type { AssignedTask, HostTask } from '@koji/common/types/task';
import type { Db } from '../db/database.ts';
import { requireHost } from '../rpc/access.ts';
import type { Call } from '../rpc/call.ts';
import { builder, method, optional, param } from '../rpc/method.ts';
import { nullable, real, text } from '../rpc/shapes.ts';
import { readHostTasks } from '../tasks/read-host-tasks.ts';
import { listAssigned } from './queries.ts';

/** What a host has to do with: the answers of host.getTasks and host.getHostTasks, and a mark to compare them by. */
export interface HostWork {
  readonly assigned: AssignedTask[];
  readonly open: HostTask[];
  readonly mark: string;
}

/** Front ends and clients cut connections that are silent for a minute or two. */
const longestWaitS = 50;

/**
 * Long poll for builders, so that a task starts at once and not at the next round. Every change that concerns a host
 * (a task given to it or taken from it, the end of a child that one of its tasks waits for) is announced through
 * PostgreSQL's NOTIFY at commit (tasks/change-state.ts) and heard by every hub process (db/bus.ts). We begin to listen
 * before we look, so nothing falls between; and what we saw is compared, not the messages, so none is needed twice.
 * No database connection is held while waiting. Real kojid knows nothing of this and polls as ever.
 */
export const waitForWork = method({
  name: 'host.waitForWork',
  doc: 'Wait, at most for the timeout in seconds, until the tasks of the calling host are others than under the mark of an earlier answer; without a mark, until one is assigned or has news.',
  access: builder,
  readOnly: true,
  params: [param('timeout', real), optional('mark', nullable(text), null)],
  async run(call, { timeout, mark }): Promise<HostWork> {
    const hostId = requireHost(call);
    const endsAt = performance.now() + Math.min(timeout, longestWaitS) * 1000;
    for (;;) {
      const listening = new AbortController();
      const changed = announcement(call, hostId, endsAt - performance.now(), listening.signal);
      try {
        const work = await readWork(call.db, hostId);
        if (isNews(work, mark) || performance.now() >= endsAt || call.signal.aborted) return work;
        await call.db.idle(() => changed);
      } finally {
        listening.abort();
      }
    }
  },
});

function isNews(work: HostWork, mark: string | null): boolean {
  return mark === null ? work.assigned.length > 0 || work.open.some((task) => task.alert) : work.mark !== mark;
}
function announcement(call: Call, hostId: number, timeoutMs: number, stop: AbortSignal): Promise<boolean> {
  const own = String(hostId);
  return call.bus.wait('koji_host', {
    timeoutMs: Math.max(0, timeoutMs),
    signal: AbortSignal.any([call.signal, stop]),
    accepts: (payload) => payload === own,
  });
}

async function readWork(db: Db, hostId: number): Promise<HostWork> {
  const assigned = await listAssigned(db, hostId);
  const open = await readHostTasks(db, hostId);
  return { assigned, open: open.tasks, mark: `${assigned.map((task) => task.id).join(',')}/${open.mark}` };
}
