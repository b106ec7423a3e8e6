import type { Duplex } from 'node:stream';
import type pg from 'pg';
import { headerBytes, IncomingMessages, messageCode, messageEnd } from './messages.ts';

/** A query that takes its rows as PostgreSQL sends them: see RowSink. */
export interface TakesRows {
  takeRow?: ((message: Buffer, at: number) => void) | undefined;
}

/** What the driver keeps of a connection; it has no types for it. */
interface DriverClient {
  readonly connection: { readonly stream: Duplex };
  /** The one whose answer arrives. */
  _getActiveQuery(): TakesRows | null | undefined;
}

/**
 * Lets queries of a connection take their rows past the driver, which would make a text of every cell. Everything else goes on to
 * it. Unlike a RowReader it leaves the connection to others: queries may be sent ahead. For connections that are new: later
 * the driver may have the beginning of a message whose rest comes here.
 */
export function tapRows(client: pg.ClientBase): void {
  const driverClient = client as unknown as DriverClient;
  const { stream } = driverClient.connection;
  const driver = stream.listeners('data') as ((bytes: Buffer) => void)[];
  const tap = new RowTap(driverClient, (bytes) => {
    for (const listener of driver) listener.call(stream, bytes);
  });
  stream.on('data', (piece: Buffer) => tap.take(piece));
  for (const listener of driver) stream.off('data', listener);
}

class RowTap {
  readonly #client: DriverClient;
  readonly #driver: (messages: Buffer) => void;
  readonly #messages = new IncomingMessages();

  constructor(client: DriverClient, driver: (messages: Buffer) => void) {
    this.#client = client;
    this.#driver = driver;
  }

  take(piece: Buffer): void {
    const bytes = this.#messages.joined(piece);
    if (!bytes) return;
    let at = 0;
    let passedTo = 0;
    // Whose rows come next the driver only knows when it has seen all other messages before them.
    let isAhead = false;
    for (let end = messageEnd(bytes, at); end !== undefined; end = messageEnd(bytes, at)) {
      if (bytes[at] === messageCode.dataRow) {
        if (isAhead) this.#driver(bytes.subarray(passedTo, at));
        if (isAhead) passedTo = at;
        isAhead = false;
        const query = this.#client._getActiveQuery();
        if (query?.takeRow) {
          query.takeRow(bytes, at + headerBytes);
          passedTo = end;
        }
      } else isAhead = true;
      at = end;
    }
    if (at > passedTo) this.#driver(bytes.subarray(passedTo, at));
    this.#messages.keep(bytes.subarray(at));
  }
}
