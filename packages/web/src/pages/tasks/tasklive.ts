import type { HubReader } from '../../hub/hub-reader.ts';
import { openEventStream } from '../../live/event-stream.ts';
import { render } from '../../view/render.ts';
import { feed } from '../page.ts';
import { isFinished } from './task-tree.ts';
import { loadTask } from './taskinfo.ts';
import { liveTaskView } from './taskinfo.view.tsx';

/** What changes on a task's page, as events: the drawn part anew, and that it is finished. */
export const tasklive = feed({
  name: 'tasklive',
  parse: (query) => ({ taskID: query.id('taskID') }),
  async answer(hub, { taskID }, { reply, polls }) {
    // Before the stream begins: a task that does not exist is a page of status 404.
    await lookAtTask(hub, taskID);
    const stream = openEventStream(reply);
    const stop = polls.watch(
      `task ${taskID}`,
      () => lookAtTask(hub, taskID),
      (news) => {
        const { html, finished } = JSON.parse(news) as LiveTask;
        stream.send('part', html);
        if (finished) stream.send('finished', true);
      },
    );
    stream.signal.addEventListener('abort', stop);
    return reply;
  },
});

interface LiveTask {
  readonly html: string;
  readonly finished: boolean;
}
async function lookAtTask(hub: HubReader, taskID: number): Promise<string> {
  const data = await loadTask(hub, taskID);
  const live: LiveTask = { html: await render(liveTaskView(data, Date.now() / 1000)), finished: isFinished(data.task.state) };
  return JSON.stringify(live);
}
