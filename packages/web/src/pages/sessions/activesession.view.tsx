import { AUTHTYPES, nameOf } from '@koji/common/types/states';
import type { Child } from 'hono/jsx';
import { Chip } from '../../view/badge.tsx';
import { ActionButton } from '../../view/form.tsx';
import { Heading } from '../../view/layout.tsx';
import { Listing } from '../../view/listing.tsx';
import { Nothing, Time } from '../../view/time.tsx';
import type { Visit } from '../page.ts';
import type { ActivesessionData } from './activesession.ts';

export function activesessionView({ sessions }: ActivesessionData, visit: Visit): Child {
  return (
    <>
      <Heading title="Your sessions" lead="Programs that are logged in at the hub as you" />
      <Listing
        label="Sessions"
        rows={sessions}
        empty="No program is logged in as you."
        columns={[
          {
            label: 'Session',
            kind: 'title',
            cell: (session) => (
              <>
                {session.id} {session.exclusive ? <Chip>exclusive</Chip> : null}
              </>
            ),
          },
          { label: 'From', cell: (session) => session.hostip ?? <Nothing /> },
          {
            label: 'Logged in by',
            cell: (session) => (session.authtype === null ? <Nothing /> : nameOf(AUTHTYPES, session.authtype).toLowerCase()),
          },
          { label: 'Began', cell: (session) => <Time at={session.start_ts} now={visit.now} /> },
          { label: 'Last heard of', cell: (session) => <Time at={session.update_ts} now={visit.now} /> },
          {
            label: 'End it',
            cell: (session) => (
              <ActionButton
                visit={visit}
                action="activesessiondelete"
                label="Log out"
                query={{ sessionID: session.id ?? 0 }}
                confirm={`End session ${session.id}? The program that uses it has to log in again.`}
              />
            ),
          },
        ]}
      />
    </>
  );
}
