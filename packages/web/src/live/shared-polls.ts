import { setTimeout as sleep } from 'node:timers/promises';

export interface PollOptions {
  readonly everyMs: number;
  readonly log: { warn(data: object, message: string): void };
}
export type Listener = (news: string) => void;
interface Poll {
  readonly listeners: Set<Listener>;
  readonly stop: AbortController;
  latest: string | undefined;
}

/** Looks at things again and again for as long as somebody watches; however many watch one thing, it is asked for once. */
export class SharedPolls implements Disposable {
  readonly #options: PollOptions;
  readonly #polls = new Map<string, Poll>();

  constructor(options: PollOptions) {
    this.#options = options;
  }

  /** Calls the listener with what `look` answers, at once and whenever it has changed. Returns what ends that. */
  watch(key: string, look: () => Promise<string>, listener: Listener): () => void {
    const poll = this.#polls.get(key) ?? this.#start(key, look);
    poll.listeners.add(listener);
    if (poll.latest !== undefined) listener(poll.latest);
    return () => {
      poll.listeners.delete(listener);
      if (poll.listeners.size === 0) this.#end(key, poll);
    };
  }

  /** How many things are being looked at. */
  get size(): number {
    return this.#polls.size;
  }

  [Symbol.dispose](): void {
    for (const [key, poll] of this.#polls) this.#end(key, poll);
  }

  #start(key: string, look: () => Promise<string>): Poll {
    const poll: Poll = { listeners: new Set(), stop: new AbortController(), latest: undefined };
    this.#polls.set(key, poll);
    void this.#run(key, poll, look);
    return poll;
  }
  #end(key: string, poll: Poll): void {
    poll.stop.abort();
    if (this.#polls.get(key) === poll) this.#polls.delete(key);
  }

  async #run(key: string, poll: Poll, look: () => Promise<string>): Promise<void> {
    const { signal } = poll.stop;
    while (!signal.aborted) {
      try {
        const news = await look();
        if (news !== poll.latest && !signal.aborted) {
          poll.latest = news;
          for (const listener of poll.listeners) listener(news);
        }
      } catch (err) {
        // The hub may be away for a while; those who watch wait.
        this.#options.log.warn({ err, key }, 'look failed');
      }
      await sleep(this.#options.everyMs, undefined, { signal }).catch(() => undefined);
    }
  }
}
