import { HubSession, type SessionOptions } from './session.ts';

export type { Authentication } from './authentication.ts';
export { HubSession, type SessionOptions, type SessionState, TransportError } from './session.ts';
export type { TlsOptions } from './transport.ts';
export { type Hub, type Received, structValue } from './typed-hub.ts';

/** Opens a session with a hub and logs in, unless it is anonymous. */
export async function connectHub<Api>(options: SessionOptions): Promise<HubSession<Api>> {
  const session = new HubSession<Api>(options);
  await session.login();
  return session;
}
