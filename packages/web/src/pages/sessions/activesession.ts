import type { Received } from '@koji/common/client/hub-client';
import type { SessionInfo } from '@koji/common/types/session-info';
import type { HubReader } from '../../hub/hub-reader.ts';
import { page, type Visit } from '../page.ts';
import { activesessionView } from './activesession.view.tsx';

export interface ActivesessionData {
  readonly sessions: readonly Received<SessionInfo>[];
}

/** The visitor's own sessions with the hub: a place to notice one that should not be there, and to end it. */
export const activesession = page({
  name: 'activesession',
  section: 'users',
  asVisitor: true,
  parse: () => ({}),
  load: loadSessions,
  title: () => 'Your sessions',
  view: activesessionView,
});

async function loadSessions(hub: HubReader, _query: object, { visitor }: Visit): Promise<ActivesessionData> {
  const [own, listed] = await hub.read((hub) => [
    hub.getSessionInfo({ details: true }),
    hub.getSessionInfo({ details: true, user_id: visitor?.id ?? null }),
  ]);
  // The one that asks lasts as long as this page takes to load.
  const current = Array.isArray(own) ? undefined : own?.id;
  const sessions = (Array.isArray(listed) ? listed : []).filter(({ id }) => id !== current);
  return { sessions: sessions.sort((a, b) => b.update_ts - a.update_ts) };
}
