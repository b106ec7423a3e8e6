import { TASK_STATES } from '@koji/common/types/states';
import type { WireValue } from '@koji/common/wire/values';
import type { Child } from 'hono/jsx';
import { BuildrootState, BuildState, Chip } from '../../view/badge.tsx';
import { Fact, Facts, Part } from '../../view/facts.tsx';
import { ActionButton } from '../../view/form.tsx';
import { Heading } from '../../view/layout.tsx';
import { BuildLink, BuildrootLink, ChannelLink, href, TaskLink, UserLink } from '../../view/link.tsx';
import { Listing } from '../../view/listing.tsx';
import { fileSize } from '../../view/size.ts';
import { ExactTime, Time } from '../../view/time.tsx';
import { WireView } from '../../view/wire-value.tsx';
import { buildrootName } from '../buildroots/buildroot-name.tsx';
import { may, owns, type Visit } from '../page.ts';
import { LogPanel } from './log-panel.view.tsx';
import { isFault } from './task-fault.ts';
import { labelOf } from './task-label.ts';
import { isLog, type OutputFile } from './task-output.ts';
import { ParameterValue } from './task-parameters.view.tsx';
import { TaskStatus, TaskTrouble } from './task-status.view.tsx';
import { isFinished } from './task-tree.ts';
import { TaskTree } from './task-tree.view.tsx';
import type { TaskData } from './taskinfo.ts';

export function taskView(data: TaskData, visit: Visit): Child {
  const { task } = data;
  const live = !isFinished(task.state);
  const works = task.state === TASK_STATES.OPEN && data.rows.length === 0;
  return (
    <>
      <Heading
        trail={[
          [href('tasks'), 'Tasks'],
          ...(data.parent ? [[href('taskinfo', { taskID: data.parent.id }), labelOf(data.parent)] as const] : []),
        ]}
        title={labelOf(task)}
        lead={`Task ${task.id}`}
      >
        <TaskActions data={data} visit={visit} />
      </Heading>
      <div id="live" data-live={live ? href('tasklive', { taskID: task.id }) : undefined}>
        {liveTaskView(data, visit.now)}
      </div>
      {works ? (
        <Part title="Log" note="as it is written" actions={<a href={href('watchlogs', { taskID: task.id })}>All logs</a>}>
          <LogPanel address={href('tasklog', { taskID: task.id })} />
        </Part>
      ) : null}
      {data.output.length > 0 || (!live && data.rows.length === 0) ? <Output data={data} now={visit.now} /> : null}
      <Parameters data={data} />
      {isFault(data.result) ? null : <Result value={data.result} />}
    </>
  );
}

/** What changes while a task is at work. */
export function liveTaskView(data: TaskData, now: number): Child {
  const { rows } = data;
  return (
    <>
      <TaskStatus data={data} now={now} />
      <TaskTrouble data={data} />
      {rows.length > 0 ? (
        <Part title="Subtasks" actions={<a href={href('watchlogs', { taskID: data.task.id })}>All logs</a>}>
          <TaskTree rows={rows} hosts={data.hosts} now={now} />
        </Part>
      ) : null}
      <TaskFacts data={data} now={now} />
    </>
  );
}

function TaskFacts({ data, now }: { data: TaskData; now: number }): Child {
  const { task, builds, buildroots, owner, channel, parent } = data;
  return (
    <Facts>
      <Fact name="Build" when={builds.length > 0} wide={builds.length > 1}>
        {builds.map((build) => (
          <span class="pair">
            <BuildLink id={build.build_id} nvr={build.nvr} /> <BuildState state={build.state} />
          </span>
        ))}
      </Fact>
      <Fact name="Owner">
        <UserLink id={task.owner} name={owner?.name} />
      </Fact>
      <Fact name="Method">{task.method}</Fact>
      <Fact name="Architecture">{task.arch}</Fact>
      <Fact name="Channel">{channel ? <ChannelLink id={channel.id} name={channel.name} /> : task.channel_id}</Fact>
      <Fact name="Parent" when={parent}>
        {parent ? <TaskLink id={parent.id}>{labelOf(parent)}</TaskLink> : null}
      </Fact>
      <Fact name="Created">
        <ExactTime at={task.create_ts} now={now} />
      </Fact>
      <Fact name="Started" when={task.start_ts}>
        <ExactTime at={task.start_ts} now={now} />
      </Fact>
      <Fact name="Completed" when={task.completion_ts}>
        <ExactTime at={task.completion_ts} now={now} />
      </Fact>
      <Fact name="Priority and weight">
        {task.priority ?? 'none'} and {Number(task.weight).toFixed(2)}{' '}
        {task.waiting && !isFinished(task.state) ? <Chip>waiting</Chip> : null}
        {task.awaited ? <Chip>awaited</Chip> : null}
      </Fact>
      <Fact name={buildroots.length === 1 ? 'Buildroot' : 'Buildroots'} when={buildroots.length > 0} wide={buildroots.length > 2}>
        {buildroots.map((root) => (
          <span class="pair">
            <BuildrootLink id={root.id}>{buildrootName(root)}</BuildrootLink>{' '}
            {root.state === null ? null : <BuildrootState state={root.state} />}
          </span>
        ))}
      </Fact>
    </Facts>
  );
}

function Parameters({ data }: { data: TaskData }): Child {
  const { parameters, parameterNames } = data;
  if (parameters.length === 0) return null;
  return (
    <Part title="Parameters">
      <dl class="struct card padded">
        {parameters.map((parameter) => (
          <>
            <dt>{parameter.name}</dt>
            <dd>
              <ParameterValue parameter={parameter} names={parameterNames} />
            </dd>
          </>
        ))}
      </dl>
    </Part>
  );
}

function Output({ data, now }: { data: TaskData; now: number }): Child {
  const { task, output } = data;
  const file = ({ name, volume }: OutputFile, more: Record<string, string | number> = {}) =>
    href('getfile', { taskID: task.id, name, volume: volume === 'DEFAULT' ? undefined : volume, ...more });
  return (
    <Part title="Output" note={output.length > 0 ? String(output.length) : undefined}>
      <Listing
        label="Output files"
        rows={output}
        empty="This task has put out no files, or they have been cleaned up."
        columns={[
          { label: 'File', kind: 'title', cell: (row) => <a href={file(row)}>{row.name}</a> },
          { label: 'Size', kind: 'number', cell: (row) => fileSize(row.size) },
          { label: 'Written', cell: (row) => <Time at={row.changedAt} now={now} /> },
          { label: 'End', cell: (row) => (isLog(row.name) ? <a href={file(row, { offset: -4000 })}>last lines</a> : '') },
        ]}
      />
    </Part>
  );
}

function Result({ value }: { value: WireValue | undefined }): Child {
  if (value === undefined || value === null || value === '') return null;
  return (
    <details class="part">
      <summary>
        <h2>Result</h2>
      </summary>
      <div class="card padded">
        <WireView value={value} />
      </div>
    </details>
  );
}
function TaskActions({ data, visit }: { data: TaskData; visit: Visit }): Child {
  const { task } = data;
  const taskID = task.id;
  if (!visit.visitor) return null;
  const isOpen = !isFinished(task.state);
  const mayFree = task.state === TASK_STATES.OPEN || task.state === TASK_STATES.ASSIGNED;
  return (
    <>
      {isOpen && owns(visit, task.owner) ? (
        <ActionButton
          visit={visit}
          action="canceltask"
          label="Cancel task"
          query={{ taskID }}
          confirm={`Cancel task ${taskID} and what it has started?`}
        />
      ) : null}
      {mayFree && may(visit, 'admin') ? (
        <ActionButton
          visit={visit}
          action="freetask"
          label="Free task"
          query={{ taskID }}
          confirm={`Take task ${taskID} from its host, so that it starts anew?`}
        />
      ) : null}
      {!isOpen && task.state !== TASK_STATES.CLOSED && task.parent === null && owns(visit, task.owner) ? (
        <ActionButton visit={visit} action="resubmittask" label="Resubmit task" query={{ taskID }} />
      ) : null}
    </>
  );
}
