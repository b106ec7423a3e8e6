import { connectHub, HubSession, type SessionOptions } from '../client/hub-client.ts';
import { AuthLockError, KojiError } from '../errors.ts';
import { chooseAuthentication, type HubSettings } from './hub-settings.ts';
import type { Logger } from './logger.ts';

/** What every session of a service has in common. The signal ends waiting and retrying. */
export function sessionOptions(settings: HubSettings, signal: AbortSignal, log: Logger): SessionOptions {
  const auth = chooseAuthentication(settings);
  return {
    server: settings.server,
    auth,
    tls: {
      ...(auth.kind === 'certificate' ? { cert: settings.cert } : {}),
      serverca: settings.serverca,
      verify: !settings.noSslVerify,
    },
    maxRetries: settings.maxRetries,
    retryIntervalMs: settings.retryIntervalS * 1000,
    offlineRetry: settings.offlineRetry,
    offlineRetryIntervalMs: settings.offlineRetryIntervalS * 1000,
    signal,
    log,
  };
}

/** Logs in and becomes the user's only session, so that two of a service never work at once. */
export async function openExclusiveSession<Api>(
  service: string,
  options: SessionOptions,
  { force }: { readonly force: boolean },
): Promise<HubSession<Api>> {
  const session = await connectHub<Api>(options);
  try {
    await session.exclusiveSession({ force });
  } catch (error) {
    await session.logout();
    if (error instanceof AuthLockError) {
      throw new AuthLockError(`another ${service} holds the lock; --force-lock takes it over`, { cause: error });
    }
    throw error;
  }
  return session;
}

/** A session below `main`: calls of one session wait for each other, those of two do not. */
export async function openSubsession<Api>(main: HubSession<Api>, options: SessionOptions): Promise<HubSession<Api>> {
  const session = new HubSession<Api>(options);
  session.resume(await main.subsession());
  return session;
}

/** Ends a session and those below it. Works after the service was told to stop, and does not wait for a hub that is away. */
export async function closeSession<Api>(session: HubSession<Api>, options: SessionOptions): Promise<void> {
  const { state } = session;
  session.close();
  if (state === undefined) return;
  const last = lastSession<Api>(options);
  last.resume(state);
  await last.logout();
}

/** A session for the last words of a service: deaf to the signal that ends everything else, and without patience. */
export function lastSession<Api>(options: SessionOptions): HubSession<Api> {
  const { signal: _stopped, ...rest } = options;
  return new HubSession<Api>({ ...rest, maxRetries: 1, offlineRetry: false, timeoutMs: 10_000 });
}

/** Whether a hub refused a call because it does not have the method. */
export function isUnknownMethod(error: unknown): boolean {
  return error instanceof KojiError && /invalid method/i.test(error.message);
}
