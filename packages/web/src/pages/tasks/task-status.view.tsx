import { TASK_STATES } from '@koji/common/types/states';
import type { Child } from 'hono/jsx';
import { TaskState } from '../../view/badge.tsx';
import { ProgressBar } from '../../view/bars.tsx';
import { Part } from '../../view/facts.tsx';
import { HostLink, href } from '../../view/link.tsx';
import { duration, Time } from '../../view/time.tsx';
import { isFault } from './task-fault.ts';
import { progressOf, workSpan } from './task-tree.ts';
import type { TaskData } from './taskinfo.ts';

/** Where a task stands, and how far those below it have come. */
export function TaskStatus({ data, now }: { data: TaskData; now: number }): Child {
  const { segments, words, total } = progressOf(data.rows.map((row) => row.task));
  return (
    <div class="status card">
      <TaskState state={data.task.state} />
      <p>{sayState(data, now)}</p>
      {total > 0 ? (
        <div class="meter">
          <ProgressBar segments={segments} label={words} />
          <span>{words}</span>
        </div>
      ) : null}
    </div>
  );
}

function sayState({ task, hosts, usualSeconds }: TaskData, now: number): Child {
  const span = workSpan(task, now);
  const host = task.host_id === null ? null : <HostLink id={task.host_id} name={hosts.get(task.host_id)} />;
  const took = span ? duration(span.to - span.from) : '';
  switch (task.state) {
    case TASK_STATES.FREE:
      return <>Waiting for a host for {duration(now - task.create_ts)}</>;
    case TASK_STATES.ASSIGNED:
      return <>{host} is about to take it</>;
    case TASK_STATES.OPEN: {
      const left = span && usualSeconds ? span.from + usualSeconds - now : 0;
      return (
        <>
          {task.waiting ? 'Waiting for its subtasks' : 'Running'} on {host} for {took}
          {left > 0 ? <>, usually done in another {duration(left)}</> : null}
        </>
      );
    }
    default:
      return (
        <>
          {took === '' ? 'Ended' : `Took ${took}`}
          {host ? <> on {host}</> : null}, ended <Time at={task.completion_ts} now={now} />
        </>
      );
  }
}

/** Why a task failed, with the end of the log that tells more. */
export function TaskTrouble({ data: { result, failedLog } }: { data: TaskData }): Child {
  if (!isFault(result)) return null;
  const log = failedLog && { taskID: failedLog.taskID, name: failedLog.name };
  return (
    <Part title="Why it failed">
      <div class="fault card">
        <pre>{result.faultString}</pre>
        {failedLog && log ? (
          <>
            <p class="faultlog">
              The end of <a href={href('getfile', log)}>{failedLog.name}</a>
            </p>
            <pre class="tail">{failedLog.tail}</pre>
          </>
        ) : null}
      </div>
    </Part>
  );
}
