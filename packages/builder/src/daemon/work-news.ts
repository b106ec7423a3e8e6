import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@koji/common/service/logger';
import { isUnknownMethod } from '@koji/common/service/session';
import type { BuilderSession } from '../session.ts';

/** The longest that a hub lets a question for work stand. */
const longestWaitS = 50;

/**
 * Waits until the hub has something new for this host, `timeoutMs` at most. Hubs that cannot tell are asked again at the
 * usual pace.
 */
export class WorkNews {
  readonly #session: BuilderSession;
  readonly #log: Logger;
  readonly #signal: AbortSignal;
  #canTell = true;
  #mark: string | undefined;

  constructor(session: BuilderSession, log: Logger, signal: AbortSignal) {
    this.#session = session;
    this.#log = log;
    this.#signal = signal;
  }

  async next(timeoutMs: number): Promise<void> {
    if (this.#canTell && (await this.#ask(Math.min(timeoutMs / 1000, longestWaitS)))) return;
    await sleep(timeoutMs, undefined, { signal: this.#signal });
  }

  async #ask(timeoutS: number): Promise<boolean> {
    try {
      const mark = this.#mark === undefined ? {} : { mark: this.#mark };
      const work = await this.#session.hub.host.waitForWork(timeoutS, mark);
      this.#mark = work.mark;
      return true;
    } catch (error) {
      if (!isUnknownMethod(error)) throw error;
      this.#canTell = false;
      this.#log.info({}, 'the hub does not tell of new work, asking for it');
      return false;
    }
  }
}
