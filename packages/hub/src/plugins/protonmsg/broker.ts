import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { isIP, type Socket } from 'node:net';
import rhea, { type Connection, type ConnectionOptions, type EventContext, type Sender } from 'rhea';
import type { MessageProperty } from './message.ts';
import type { QueuedMessage } from './queries.ts';
import type { ProtonmsgSettings } from './settings.ts';

export interface SendResult {
  /** Ids of messages that the broker has taken over. */
  readonly accepted: readonly number[];
  /** Ids of those it would not have, with its reason. */
  readonly refused: ReadonlyMap<number, string>;
  /** Why the rest is unsent. */
  readonly failure?: Error;
}
type Outcome = 'accepted' | { readonly refused: string };

const closingMs = 2000;

/** A connection to one message broker. It is good until it fails once. */
export class Broker {
  /** Host and port. */
  readonly name: string;
  readonly #connection: Connection;
  readonly #settings: ProtonmsgSettings;
  readonly #links = new Map<string, Link>();
  readonly #lost = new AbortController();
  #sessionEnded = false;

  private constructor(name: string, connection: Connection, settings: ProtonmsgSettings) {
    this.name = name;
    this.#connection = connection;
    this.#settings = settings;
    for (const event of ['connection_error', 'session_error', 'protocol_error', 'error', 'connection_close', 'disconnected'])
      connection.on(event, (context: EventContext | Error) => {
        if (event === 'session_error') this.#sessionEnded = true;
        this.#lost.abort(reasonOf(context, event));
      });
  }

  /** Throws what went wrong: no connection, no trust, no login, no answer in time. */
  static async connect(url: string, settings: ProtonmsgSettings, signal: AbortSignal): Promise<Broker> {
    const connection = rhea.create_container().create_connection(await connectionOptions(new URL(url), settings));
    const broker = new Broker(new URL(url).host, connection, settings);
    const deadline = AbortSignal.timeout(settings.connectTimeoutS * 1000);
    connection.connect();
    try {
      await once(connection, 'connection_open', { signal: AbortSignal.any([signal, deadline, broker.#lost.signal]) });
    } catch (cause) {
      const reason = broker.#lost.signal.aborted ? broker.#lost.signal.reason : cause;
      broker.close();
      throw reason;
    }
    return broker;
  }

  get isOpen(): boolean {
    return !this.#lost.signal.aborted;
  }
  close(): void {
    this.#lost.abort(new Error('the connection was closed'));
    const { socket } = this.#connection as unknown as { readonly socket: Socket | undefined };
    this.#connection.close();
    // A broker that does not answer would keep the socket.
    setTimeout(() => socket?.destroy(), closingMs).unref();
  }

  /** Sends messages in their order and waits for what becomes of each. */
  async send(messages: readonly QueuedMessage[], signal: AbortSignal): Promise<SendResult> {
    const timeout = AbortSignal.timeout(this.#settings.sendTimeoutS * 1000);
    const end = AbortSignal.any([signal, timeout, this.#lost.signal]);
    const accepted: number[] = [];
    const refused = new Map<number, string>();
    const note = (id: number, outcome: Outcome) => {
      if (outcome === 'accepted') accepted.push(id);
      else refused.set(id, outcome.refused);
    };
    try {
      const outcomes: Promise<void>[] = [];
      for (const message of messages) {
        const link = this.#link(message.address);
        const { outcome } = await link.push(message, end).catch((cause) => {
          // Some brokers end the whole session rather than the one link that they do not want.
          if (this.#sessionEnded && !link.wasOpen) refused.set(message.id, (this.#lost.signal.reason as Error).message);
          throw cause;
        });
        outcomes.push(outcome.then((reached) => note(message.id, reached)));
      }
      await Promise.race([Promise.all(outcomes), rejection(end)]);
      return { accepted, refused };
    } catch (cause) {
      const failure = timeout.aborted
        ? new Error(`the broker was silent for ${this.#settings.sendTimeoutS} s`)
        : (cause as Error);
      return { accepted, refused, failure: this.#lost.signal.aborted ? this.#lost.signal.reason : failure };
    }
  }

  #link(address: string): Link {
    const target = `${this.#settings.topicPrefix}.${address}`;
    const known = this.#links.get(target);
    if (known && !known.isClosed) return known;
    const link = new Link(this.#connection.open_sender({ target: { address: target } }), this.#settings.ttlS);
    this.#links.set(target, link);
    return link;
  }
}

/** The way to one address. */
class Link {
  readonly #sender: Sender;
  readonly #ttlS: number | undefined;
  readonly #pending = new Map<unknown, (outcome: Outcome) => void>();
  readonly #closed = new AbortController();

  constructor(sender: Sender, ttlS: number | undefined) {
    this.#sender = sender;
    this.#ttlS = ttlS;
    const settle = (outcome: (context: EventContext) => Outcome) => (context: EventContext) => {
      this.#pending.get(context.delivery)?.(outcome(context));
      this.#pending.delete(context.delivery);
    };
    sender.on(
      'accepted',
      settle(() => 'accepted'),
    );
    for (const event of ['rejected', 'released', 'modified'])
      sender.on(
        event,
        settle(({ delivery }) => ({ refused: describeError(delivery?.remote_state?.error) ?? event })),
      );
    for (const event of ['sender_error', 'sender_close'])
      sender.on(event, () => this.#close(describeError(sender.error) ?? 'the link was closed'));
  }

  /** The broker has agreed to the address. */
  get wasOpen(): boolean {
    return this.#sender.is_remote_open();
  }
  get isClosed(): boolean {
    return this.#closed.signal.aborted;
  }
  #close(reason: string): void {
    this.#closed.abort(reason);
    for (const resolve of this.#pending.values()) resolve({ refused: reason });
    this.#pending.clear();
  }

  /** Hands the message over as soon as the broker has room; what becomes of it is known later. */
  async push(message: QueuedMessage, end: AbortSignal): Promise<{ readonly outcome: Promise<Outcome> }> {
    const signal = AbortSignal.any([end, this.#closed.signal]);
    while (!this.isClosed && !this.#sender.sendable()) {
      await once(this.#sender, 'sendable', { signal }).catch((cause) => {
        if (!this.isClosed) throw cause;
      });
    }
    end.throwIfAborted();
    if (this.isClosed) return { outcome: Promise.resolve({ refused: String(this.#closed.signal.reason) }) };
    const delivery = this.#sender.send({
      application_properties: readProperties(message.props),
      body: message.body,
      ...(this.#ttlS ? { ttl: this.#ttlS * 1000 } : {}),
    });
    return { outcome: new Promise((resolve) => this.#pending.set(delivery, resolve)) };
  }
}

/** Whole numbers travel as longs, whatever their size: consumers filter by type as well. */
function readProperties(props: string): Record<string, unknown> {
  const values = Object.entries(JSON.parse(props) as { [name: string]: MessageProperty });
  return Object.fromEntries(
    values.map(([name, value]) => [name, typeof value === 'number' ? rhea.types.wrap_long(value) : value]),
  );
}

async function connectionOptions(url: URL, { cert, cacert, sendTimeoutS }: ProtonmsgSettings): Promise<ConnectionOptions> {
  const isTls = url.protocol === 'amqps:';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const login =
    url.username === '' ? {} : { username: decodeURIComponent(url.username), password: decodeURIComponent(url.password) };
  const common = {
    host,
    port: Number(url.port) || (isTls ? 5671 : 5672),
    reconnect: false,
    idle_time_out: sendTimeoutS * 1000,
    ...login,
  };
  if (!isTls) return { ...common, transport: 'tcp' };
  const own = cert === undefined ? undefined : await readFile(cert);
  return {
    ...common,
    transport: 'tls',
    // An address is no name to ask for.
    servername: isIP(host) ? '' : host,
    ...(own ? { cert: own, key: own, enable_sasl_external: url.username === '' } : {}),
    ...(cacert === undefined ? {} : { ca: await readFile(cacert) }),
  };
}

function describeError(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { condition, description, message } = error as { condition?: unknown; description?: unknown; message?: unknown };
  return [condition, description ?? message].filter(Boolean).join(': ') || undefined;
}
function reasonOf(context: EventContext | Error, event: string): Error {
  if (context instanceof Error) return context;
  const { error, connection, session } = context;
  if (error instanceof Error) return error;
  return new Error(
    describeError(error) ?? describeError(session?.error) ?? describeError(connection?.error) ?? `${event} from the broker`,
  );
}
function rejection(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
