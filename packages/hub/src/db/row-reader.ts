import type { Duplex } from 'node:stream';
import pg from 'pg';
import { headerBytes, IncomingMessages, messageCode, messageEnd } from './messages.ts';

/** Takes rows as PostgreSQL sends them: DataRow messages behind their header, whose bytes are only good until the call returns. */
export interface RowSink {
  columns(columns: readonly pg.FieldDef[]): void;
  row(message: Buffer, at: number): void;
}
/** A sink from which something is taken after each portion of rows. */
export interface PortionSink<P> extends RowSink {
  take(): P | undefined;
}

/**
 * More rows than there are. With any limit PostgreSQL does without parallel workers, which cost more in all than they save
 * and would give equal rows in another order each time.
 */
const allRows = 2 ** 31 - 1;

/**
 * A query whose rows go to a sink, a portion at a time and only when asked for: in between nothing is read from the
 * connection, so PostgreSQL waits. It takes the rows off the connection before the driver sees them, as the driver would
 * make a text of every cell. Everything else goes on to the driver, message by message.
 */
export class RowReader extends pg.Query {
  #sink: RowSink;
  #stream: Duplex | undefined;
  #driver: ((bytes: Buffer) => void)[] = [];
  readonly #messages = new IncomingMessages();
  #error: unknown;
  #isOver = false;
  #notify: (() => void) | undefined;

  constructor(query: { readonly text: string; readonly values: unknown[] }, sink: RowSink) {
    super({ ...query, rows: allRows } as pg.QueryConfig);
    this.#sink = sink;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Lets a portion come in; false when it was the last. */
  async read(): Promise<boolean> {
    if (!this.#isOver) {
      await new Promise<void>((resolve) => {
        this.#notify = resolve;
        this.#stream?.resume();
      });
    }
    if (this.#error !== undefined) throw this.#error;
    return !this.#isOver;
  }

  /** Lets the rest go by unseen. */
  async drain(): Promise<void> {
    this.#sink = { columns: () => undefined, row: () => undefined };
    // Whatever became of it, nobody is waiting any more.
    while (!this.#isOver) await this.read().catch(() => undefined);
  }

  // From here on: what the driver calls.

  override submit = (connection: pg.Connection): void => {
    const { stream } = connection;
    this.#stream = stream;
    this.#driver = stream.listeners('data') as ((bytes: Buffer) => void)[];
    stream.on('data', this.#take);
    for (const listener of this.#driver) stream.off('data', listener);
    stream.once('close', this.#onClose);
    pg.Query.prototype.submit.call(this, connection);
    // The driver waits with that until it has heard of the last row.
    connection.sync();
  };
  handleRowDescription({ fields }: { readonly fields: readonly pg.FieldDef[] }): void {
    this.#guarded(() => this.#sink.columns(fields));
  }
  handleCommandComplete(): void {
    return;
  }
  handleReadyForQuery(): void {
    return;
  }
  handleError(error: unknown): void {
    this.#error ??= error;
    if (!this.#stream || this.#stream.destroyed) this.#end();
  }

  readonly #onClose = (): void => {
    this.#error ??= new Error('the connection to the database was closed');
    this.#end();
  };

  readonly #take = (piece: Buffer): void => {
    const bytes = this.#messages.joined(piece);
    if (!bytes) return;
    let at = 0;
    for (let end = messageEnd(bytes, at); end !== undefined; end = messageEnd(bytes, at)) {
      if (bytes[at] === messageCode.dataRow) this.#row(bytes, at + headerBytes);
      else this.#pass(bytes.subarray(at, end));
      at = end;
    }
    if (this.#isOver) return;
    this.#messages.keep(bytes.subarray(at));
    this.#stream?.pause();
    this.#awaken();
  };

  #row(message: Buffer, at: number): void {
    this.#guarded(() => this.#sink.row(message, at));
  }
  /** A sink that fails must not bring down whoever reads the socket. */
  #guarded(step: () => void): void {
    if (this.#error !== undefined) return;
    try {
      step();
    } catch (error) {
      this.#error = error;
    }
  }

  #pass(message: Buffer): void {
    const stream = this.#stream as Duplex;
    const isLast = message[0] === messageCode.readyForQuery;
    if (isLast) this.#giveBack(stream);
    for (const listener of this.#driver) listener.call(stream, message);
    if (isLast) this.#end();
  }
  #giveBack(stream: Duplex): void {
    this.#isOver = true;
    for (const listener of this.#driver) stream.on('data', listener);
    stream.off('data', this.#take);
    stream.off('close', this.#onClose);
    stream.resume();
  }
  #end(): void {
    this.#isOver = true;
    this.#awaken();
  }
  #awaken(): void {
    const notify = this.#notify;
    this.#notify = undefined;
    notify?.();
  }
}
