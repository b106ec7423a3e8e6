import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@koji/common/service/logger';
import { isUnknownMethod } from '@koji/common/service/session';
import type { KojiraSession } from './session.ts';

/** Waits until the next look at the queue of repository requests is due, at most `timeoutMs`. */
export type QueueWait = (timeoutMs: number) => Promise<void>;

/**
 * Waits with the hub's help: `repo.awaitQueue` answers as soon as a request arrives. Hubs that do not have it are
 * polled at the usual pace.
 */
export function createQueueWait(session: KojiraSession, log: Logger, signal: AbortSignal): QueueWait {
  let hubCanTell = true;
  return async (timeoutMs) => {
    if (hubCanTell) {
      try {
        await session.hub.repo.awaitQueue(timeoutMs / 1000);
        return;
      } catch (error) {
        if (!isUnknownMethod(error)) throw error;
        hubCanTell = false;
        log.info({}, 'the hub cannot announce repository requests, polling for them');
      }
    }
    await sleep(timeoutMs, undefined, { signal });
  };
}
