import { nameOf, TASK_STATES } from '@koji/common/types/states';
import { answered, orElse, single } from '../../hub/outcomes.ts';
import { feed } from '../page.ts';
import { readOutput } from './task-output.ts';

/** A task's state and files as plain text, for programs: `5:OPEN`, then lines such as `DEFAULT:build.log:1234`. */
export const taskstatus = feed({
  name: 'taskstatus',
  parse: (query) => ({ taskID: query.id('taskID') }),
  async answer(hub, { taskID }, { reply }) {
    const [info, output] = await hub.attempt((hub) => [
      hub.getTaskInfo(taskID),
      hub.listTaskOutput(taskID, { stat: true, all_volumes: true }),
    ]);
    const task = single(answered(info));
    const files = readOutput(orElse(output, {})).map(({ name, volume, size }) => `${volume}:${name}:${size}`);
    const lines = task === null ? [] : [`${task.id}:${nameOf(TASK_STATES, task.state)}`, ...files];
    return reply
      .type('text/plain; charset=utf-8')
      .header('Cache-Control', 'no-store')
      .send(lines.map((line) => `${line}\n`).join(''));
  },
});
