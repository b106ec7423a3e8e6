import { AuthError, RetryError } from '../errors.ts';
import type { Logger } from './logger.ts';

/**
 * Carries out a step of a daemon's loop. A hub that does not know the session any more, or gave the lock to another, ends
 * the daemon through `lost`, with the error as the reason; the service manager starts it anew.
 */
export async function endIfLost(step: () => Promise<void>, lost: AbortController, log: Logger): Promise<void> {
  try {
    await step();
  } catch (error) {
    // A call whose answer was lost with the connection has been carried out: nothing to worry about.
    if (!(error instanceof AuthError) || error instanceof RetryError) throw error;
    log.error({ err: error }, 'the session with the hub is lost');
    lost.abort(error);
  }
}
