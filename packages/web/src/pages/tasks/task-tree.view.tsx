import { nameOf, TASK_STATES } from '@koji/common/types/states';
import type { Child } from 'hono/jsx';
import { TaskState, taskTone } from '../../view/badge.tsx';
import { SpanBar } from '../../view/bars.tsx';
import { HostLink, href, TaskLink } from '../../view/link.tsx';
import { duration, exactTime, Nothing } from '../../view/time.tsx';
import { labelOf } from './task-label.ts';
import { type TreeRow, type TreeTask, workSpan } from './task-tree.ts';

/** A tree of tasks with when each of them worked, as one sees a build at a glance. */
export function TaskTree({
  rows,
  hosts,
  now,
  current,
}: {
  rows: readonly TreeRow[];
  hosts: ReadonlyMap<number, string>;
  now: number;
  /** The task the page is about, if it is one of them. */
  current?: number;
}): Child {
  const spans = rows.map(({ task }) => workSpan(task, now));
  const from = Math.min(...spans.flatMap((span) => (span ? [span.from] : [])), now);
  const to = Math.max(...spans.flatMap((span) => (span ? [span.to] : [])), from + 1);
  return (
    <div class="scroll card">
      <table class="tree" aria-label="Tasks">
        <thead>
          <tr>
            <th scope="col">Task</th>
            <th scope="col" class="state">
              State
            </th>
            <th scope="col">Host</th>
            <th scope="col" class="number">
              Took
            </th>
            <th scope="col" class="when">
              When
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ task, depth }, index) => {
            const span = spans[index];
            return (
              <tr class={task.id === current ? 'current' : undefined}>
                <td class={`title depth${Math.min(depth, 6)}`}>
                  <TaskLink id={task.id}>{labelOf(task)}</TaskLink> <span class="muted nowrap">#{task.id}</span>
                </td>
                <td class="state">
                  <TaskState state={task.state} />
                </td>
                <td data-label="Host">
                  {task.host_id === null ? <Nothing /> : <HostLink id={task.host_id} name={hosts.get(task.host_id)} />}
                </td>
                <td class="number" data-label="Took">
                  {span ? duration(span.to - span.from) : <Nothing />}
                </td>
                <td class="when">
                  {span ? (
                    <SpanBar
                      from={(span.from - from) / (to - from)}
                      to={(span.to - from) / (to - from)}
                      tone={taskTone(task.state)}
                      label={describeSpan(task, span)}
                    />
                  ) : null}
                  {task.state === TASK_STATES.OPEN ? (
                    <a class="watch" href={href('watchlogs', { taskID: task.id })}>
                      log
                    </a>
                  ) : null}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function describeSpan(task: TreeTask, { from, to }: { from: number; to: number }): string {
  return `${nameOf(TASK_STATES, task.state).toLowerCase()}, from ${exactTime(from * 1000)} for ${duration(to - from)}`;
}
