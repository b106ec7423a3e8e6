import type { Logger } from '@koji/common/service/logger';
import type { Peer, Session } from './call.ts';

/** A log whose lines say which call they come from; the fields are those that LogFormat knows. */
export function callLog(
  log: Logger,
  { method, peer, session }: { readonly method: string; readonly peer: Peer; readonly session: Session | undefined },
): Logger {
  const caller = session
    ? { user_name: session.user.name, user_id: session.user.id, session_id: session.id, callnum: session.callnum }
    : {};
  return log.child({ method, remoteaddr: peer.address, ...caller });
}
