import { nameOf, USER_STATUS, USERTYPES } from '@koji/common/types/states';
import type { Child } from 'hono/jsx';
import { Badge, BuildState, Chip } from '../../view/badge.tsx';
import { Fact, Facts, Part } from '../../view/facts.tsx';
import { Heading } from '../../view/layout.tsx';
import { BuildLink, href } from '../../view/link.tsx';
import { Listing } from '../../view/listing.tsx';
import { Time } from '../../view/time.tsx';
import type { Visit } from '../page.ts';
import type { UserinfoData } from './userinfo.ts';

export function userinfoView({ user, permissions, builds, counts }: UserinfoData, visit: Visit): Child {
  const all = (count: number) => count.toLocaleString('en');
  return (
    <>
      <Heading
        trail={[[href('users'), 'Users']]}
        title={user.name}
        mark={
          <>
            {user.usertype === USERTYPES.NORMAL ? null : <Chip>{nameOf(USERTYPES, user.usertype).toLowerCase()}</Chip>}
            {user.status === USER_STATUS.BLOCKED ? <Badge tone="bad">blocked</Badge> : null}
          </>
        }
      >
        {visit.visitor?.id === user.id ? (
          <a class="button" href={href('activesession')}>
            Your sessions
          </a>
        ) : null}
        {user.usertype === USERTYPES.HOST ? <a href={href('hostinfo', { userID: user.id })}>The host</a> : null}
      </Heading>
      <Facts>
        <Fact name="ID">{user.id}</Fact>
        <Fact name="Builds">
          <a href={href('builds', { userID: user.id })}>{all(counts.builds)}</a>
        </Fact>
        <Fact name="Packages">
          <a href={href('packages', { userID: user.id })}>{all(counts.packages)}</a>
        </Fact>
        <Fact name="Tasks">
          <a href={href('tasks', { owner: user.id, state: 'all' })}>{all(counts.tasks)}</a>
        </Fact>
        <Fact name="Permissions" when={permissions.length > 0}>
          {permissions.join(', ')}
        </Fact>
        <Fact name="Groups" when={(user.groups ?? []).length > 0}>
          {user.groups?.join(', ')}
        </Fact>
      </Facts>
      <Part title="Latest builds">
        <Listing
          label={`Builds of ${user.name}`}
          rows={builds}
          empty="Nothing built yet."
          columns={[
            { label: 'Build', kind: 'title', cell: (build) => <BuildLink id={build.build_id} nvr={build.nvr} /> },
            { label: 'Finished', cell: (build) => <Time at={build.completion_ts} now={visit.now} /> },
            { label: 'State', kind: 'state', cell: (build) => <BuildState state={build.state} /> },
          ]}
        />
      </Part>
    </>
  );
}
