import type { Child } from 'hono/jsx';
import { TaskState } from '../../view/badge.tsx';
import { Fact, Facts } from '../../view/facts.tsx';
import { Heading } from '../../view/layout.tsx';
import { href, RepoLink, TagLink, TaskLink, UserLink } from '../../view/link.tsx';
import { ExactTime } from '../../view/time.tsx';
import { WireView } from '../../view/wire-value.tsx';
import type { Visit } from '../page.ts';
import type { RequestData } from './reporequest.ts';
import { RequestStatus } from './reporequests.view.tsx';

export function reporequestView({ request, event }: RequestData, visit: Visit): Child {
  return (
    <>
      <Heading
        trail={[[href('reporequests'), 'Repository requests']]}
        title={`Request ${request.id}`}
        mark={<RequestStatus request={request} />}
      />
      <Facts>
        <Fact name="Tag">
          <TagLink id={request.tag_id} name={request.tag_name} />
        </Fact>
        <Fact name="Asked by">
          <UserLink id={request.owner} name={request.owner_name} />
        </Fact>
        <Fact name="Priority">{request.priority}</Fact>
        <Fact name={request.at_event === null ? 'Not older than' : 'As of'}>
          {event ? (
            <>
              event {event.id} <ExactTime at={event.ts} now={visit.now} />
            </>
          ) : (
            <span class="muted">any event</span>
          )}
        </Fact>
        <Fact name="Asked">
          <ExactTime at={request.create_ts} now={visit.now} />
        </Fact>
        <Fact name="Last change">
          <ExactTime at={request.update_ts} now={visit.now} />
        </Fact>
        <Fact name="Tries">{request.tries}</Fact>
        <Fact name="Task" when={request.task_id}>
          <TaskLink id={request.task_id ?? 0} /> {request.task_state === null ? null : <TaskState state={request.task_state} />}
        </Fact>
        <Fact name="Repository" when={request.repo_id}>
          <RepoLink id={request.repo_id ?? 0} />
        </Fact>
        <Fact name="Options" when={Object.keys(request.opts).length > 0}>
          <WireView value={request.opts} />
        </Fact>
      </Facts>
    </>
  );
}
