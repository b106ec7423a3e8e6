import type { Child } from 'hono/jsx';
import { TaskState } from '../../view/badge.tsx';
import { Heading } from '../../view/layout.tsx';
import { href, TaskLink } from '../../view/link.tsx';
import { fileSize } from '../../view/size.ts';
import type { Visit } from '../page.ts';
import { LogPanel } from './log-panel.view.tsx';
import { labelOf } from './task-label.ts';
import type { OutputFile } from './task-output.ts';
import type { WatchedLogs } from './watchlogs.ts';

export function watchlogsView({ tasks, chosen }: WatchedLogs, visit: Visit): Child {
  const volumeOf = (volume: string | undefined) => (volume === 'DEFAULT' ? undefined : volume);
  const address = (taskID: number, log: OutputFile) =>
    `watchlogs?${visit.query.with({ of: taskID, name: log.name, volume: volumeOf(log.volume) })}`;
  const isChosen = (taskID: number, log: OutputFile) => taskID === chosen.taskID && log.name === chosen.name;
  return (
    <>
      <Heading
        trail={[[href('tasks'), 'Tasks']]}
        title="Logs"
        lead={tasks[0] ? <TaskLink id={tasks[0].task.id}>{labelOf(tasks[0].task)}</TaskLink> : null}
      />
      <div class="watch">
        <nav class="logs card" aria-label="Logs to follow">
          {tasks.map(({ task, logs }) => (
            <section>
              <h2>
                <TaskLink id={task.id}>{labelOf(task)}</TaskLink> <TaskState state={task.state} />
              </h2>
              {logs.length === 0 ? <p class="muted">no logs</p> : null}
              <ul>
                {logs.map((log) => (
                  <li>
                    <a href={address(task.id, log)} aria-current={isChosen(task.id, log) ? 'page' : undefined}>
                      {log.name} <span class="muted">{fileSize(log.size)}</span>
                    </a>
                  </li>
                ))}
              </ul>
            </section>
          ))}
        </nav>
        <LogPanel address={href('tasklog', { taskID: chosen.taskID, name: chosen.name, volume: volumeOf(chosen.volume) })} />
      </div>
    </>
  );
}
