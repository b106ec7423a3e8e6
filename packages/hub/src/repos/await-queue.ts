import type { TASK_STATES } from '@koji/common/types/states';
import { notify } from '../db/notify.ts';
import type { Hooks } from '../hooks/hooks.ts';
import { method, param, permitted } from '../rpc/method.ts';
import { real } from '../rpc/shapes.ts';

/** Front ends and clients cut connections that are silent for a minute or two. */
const longestWaitS = 50;

/**
 * Long poll for kojira, so that a request for a repository is looked at when it comes. Who waits must begin before it
 * looks at the queue. Real kojira knows nothing of this and polls as ever.
 */
export const awaitQueue = method({
  name: 'repo.awaitQueue',
  doc: 'Wait, at most for the timeout in seconds, until there is a new repo request or the task of one has ended. Answers whether there is.',
  access: permitted('repo'),
  readOnly: true,
  params: [param('timeout', real)],
  run: (call, { timeout }) =>
    call.db.idle(() =>
      call.bus.wait('koji_repo_queue', { timeoutMs: Math.max(0, Math.min(timeout, longestWaitS)) * 1000, signal: call.signal }),
    ),
});

const endStates: readonly unknown[] = ['CLOSED', 'CANCELED', 'FAILED'] satisfies (keyof typeof TASK_STATES)[];

/** The end of a newRepo task makes room for the next. */
export function subscribeQueueNews(hooks: Hooks): void {
  hooks.on('post', 'TaskStateChange', async ({ attribute, new: state, info }, call) => {
    if (attribute === 'state' && info.method === 'newRepo' && endStates.includes(state))
      await notify(call.db, 'koji_repo_queue', 'task');
  });
}
