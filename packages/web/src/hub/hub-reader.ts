import { type Hub, HubSession, type SessionOptions } from '@koji/common/client/hub-client';
import type { KojiError } from '@koji/common/errors';
import type { HubApi } from '@koji/hub/api';

/** What the calls of one request answer. */
export type Answers<T extends readonly unknown[]> = { -readonly [K in keyof T]: Awaited<T[K]> };
/** The same where each may have failed by itself. */
export type Outcomes<T extends readonly unknown[]> = { -readonly [K in keyof T]: Awaited<T[K]> | KojiError };

/** What pages see of the hub: several calls in one request. */
export interface HubReader {
  /** The answers in the order of the calls. The first fault is thrown. */
  read<const T extends readonly unknown[]>(calls: (hub: Hub<HubApi>) => T): Promise<Answers<T>>;
  /** The answers, with the fault in place of the answer where a call failed. */
  attempt<const T extends readonly unknown[]>(calls: (hub: Hub<HubApi>) => T): Promise<Outcomes<T>>;
}

export function readerOf(session: HubSession<HubApi>): HubReader {
  return {
    read: async (calls) => (await session.batch(calls, { strict: true })) as never,
    attempt: async (calls) => (await session.batch(calls)) as never,
  };
}

/**
 * Anonymous sessions that all visitors share. A session makes its calls one after the other, so there are several: a
 * slow page must not hold up the others.
 */
export class AnonymousHub implements Disposable {
  readonly #sessions: { readonly session: HubSession<HubApi>; load: number }[];

  constructor(options: SessionOptions, size = 8) {
    this.#sessions = Array.from({ length: size }, () => ({ session: new HubSession<HubApi>(options), load: 0 }));
  }

  /** A reader that uses the least busy connection for each of its requests. */
  get reader(): HubReader {
    return {
      read: (calls) => this.#use((reader) => reader.read(calls)),
      attempt: (calls) => this.#use((reader) => reader.attempt(calls)),
    };
  }

  async #use<T>(work: (reader: HubReader) => Promise<T>): Promise<T> {
    const entry = this.#sessions.reduce((a, b) => (b.load < a.load ? b : a));
    entry.load++;
    try {
      return await work(readerOf(entry.session));
    } finally {
      entry.load--;
    }
  }

  [Symbol.dispose](): void {
    for (const { session } of this.#sessions) session.close();
  }
}
