import { setTimeout as sleep } from 'node:timers/promises';
import { takeNamedLock } from '../../db/locks.ts';
import type { Call, HubServices } from '../../rpc/call.ts';
import type { RunInBackground } from '../../rpc/dispatch.ts';
import { Broker, type SendResult } from './broker.ts';
import { deleteMessages, deleteMessagesOlderThan, listMessages, type QueuedMessage } from './queries.ts';
import { type ProtonmsgSettings, readProtonmsgSettings } from './settings.ts';

const idleMs = 60_000;
const firstPauseMs = 1000;
const longestPauseMs = 60_000;
/** A message that the broker would not have must not hold up those behind it. */
const refusedPauseMs = 60_000;

type Progress = 'idle' | 'more' | 'failed';

/**
 * Sends what is queued, oldest first, in every hub process: whoever has the lock sends, the others leave it to them. A message
 * leaves the queue when the broker has taken it over. One whose fate is not known is sent again, so consumers may see it twice.
 */
export async function publishMessages(hub: HubServices, runInBackground: RunInBackground, signal: AbortSignal): Promise<void> {
  const publisher = new Publisher(hub, readProtonmsgSettings(hub.pluginSettings), signal);
  const news = () => hub.bus.wait('koji_message', { timeoutMs: idleMs, signal });
  let pauseMs = firstPauseMs;
  // Listened for before the queue is looked at, so that nothing comes in between.
  let next = news();
  while (!signal.aborted && !hub.bus.isReleased) {
    const progress = await runInBackground('protonmsg', (call) => publisher.sendBatch(call)).catch((err): Progress => {
      hub.log.warn({ err }, 'the queue of messages could not be read');
      return 'failed';
    });
    if (progress === 'failed') {
      await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
      pauseMs = Math.min(longestPauseMs, pauseMs * 2);
    } else pauseMs = firstPauseMs;
    if (progress !== 'idle') continue;
    if (!(await next)) publisher.disconnect();
    next = news();
  }
  publisher.disconnect();
}

class Publisher {
  readonly #hub: HubServices;
  readonly #settings: ProtonmsgSettings;
  readonly #signal: AbortSignal;
  /** When a message may be tried again. */
  readonly #refused = new Map<number, number>();
  #broker: Broker | undefined;

  constructor(hub: HubServices, settings: ProtonmsgSettings, signal: AbortSignal) {
    this.#hub = hub;
    this.#settings = settings;
    this.#signal = signal;
  }

  async sendBatch({ db }: Call): Promise<Progress> {
    const { batchSize, maxAgeH, isDurable } = this.#settings;
    const { log } = this.#hub;
    if (!(await takeNamedLock(db, 'protonmsg-plugin', { wait: false }))) return 'idle';
    const dropped = await deleteMessagesOlderThan(db, maxAgeH);
    if (dropped > 0) log.error({ dropped, maxAgeH }, 'messages that could not be sent in time were dropped');
    const batch = await listMessages(db, { maxAgeH, limit: batchSize, without: this.#onHold() });
    if (batch.length === 0) return 'idle';
    const { accepted, refused, failure } = await this.#send(batch);
    for (const [id, reason] of refused) {
      this.#refused.set(id, Date.now() + refusedPauseMs);
      log.error({ message: id, address: batch.find((each) => each.id === id)?.address, reason }, 'the broker refused a message');
    }
    const unsent = batch.length - accepted.length;
    if (failure && !this.#signal.aborted)
      log.error({ err: failure, unsent, broker: this.#broker?.name }, 'messages could not be sent');
    if (unsent > 0 && !isDurable) log.error({ unsent }, 'unsent messages were dropped, as the queue is not enabled');
    await deleteMessages(db, isDurable ? accepted : batch.map(({ id }) => id));
    return failure ? 'failed' : 'more';
  }

  disconnect(): void {
    this.#broker?.close();
    this.#broker = undefined;
  }

  async #send(batch: readonly QueuedMessage[]): Promise<SendResult> {
    if (this.#settings.testMode) return this.#pretend(batch);
    try {
      if (!this.#broker?.isOpen) this.#broker = await this.#connect();
    } catch (cause) {
      return { accepted: [], refused: new Map(), failure: cause as Error };
    }
    const result = await this.#broker.send(batch, this.#signal);
    if (result.failure) this.#broker.close();
    return result;
  }

  /** Any of the brokers will do; the order is by chance, so that many hubs spread over them. */
  async #connect(): Promise<Broker> {
    let failure = new Error('there is no broker');
    for (const url of shuffled(this.#settings.urls)) {
      try {
        const broker = await Broker.connect(url, this.#settings, this.#signal);
        this.#hub.log.info({ broker: broker.name }, 'connected to a message broker');
        return broker;
      } catch (cause) {
        // The address may have a password in it.
        failure = new Error(`${new URL(url).host}: ${(cause as Error).message}`, { cause });
        this.#hub.log.debug({ err: failure }, 'a message broker could not be reached');
      }
    }
    throw failure;
  }

  #pretend(batch: readonly QueuedMessage[]): SendResult {
    const isLost = () => Math.random() * 100 < this.#settings.testModeFailPercent;
    const accepted = batch.filter(() => !isLost()).map(({ id }) => id);
    this.#hub.log.debug({ messages: batch, accepted }, 'test mode: messages are not sent');
    return {
      accepted,
      refused: new Map(),
      ...(accepted.length < batch.length ? { failure: new Error('made up by test_mode_fail') } : {}),
    };
  }

  #onHold(): number[] {
    const now = Date.now();
    for (const [id, until] of this.#refused) if (until <= now) this.#refused.delete(id);
    return [...this.#refused.keys()];
  }
}

function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, rank: Math.random() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}
