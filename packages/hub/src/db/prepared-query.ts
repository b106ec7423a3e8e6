import type { Writable } from 'node:stream';
import pg from 'pg';
import type { ReadyQuery } from './pool.ts';
import type { RowSink } from './row-reader.ts';
import type { TakesRows } from './row-tap.ts';

/** What the driver keeps of a query that is under way; it has no types for it. */
interface DriverQuery {
  name: string | undefined;
  values: unknown[];
  _result: DriverResult;
  _accumulateRows: boolean;
  _canceledDueToError: unknown;
  prepare(connection: DriverConnection): void;
  handleRowDescription(message: { readonly fields: readonly pg.FieldDef[] }): void;
  handleCommandComplete(message: unknown, connection: DriverConnection): void;
}
/** How rows are read: names, parsers of texts, a row with nothing in it. */
interface DriverResult {
  fields: readonly pg.FieldDef[];
  _parsers: unknown;
  _prebuiltEmptyResultObject: unknown;
}
interface DriverConnection {
  readonly stream: Writable;
  describe(message: unknown): void;
}

type Columns = Pick<DriverResult, 'fields' | '_parsers' | '_prebuiltEmptyResultObject'>;

interface Described {
  /** The connection, to whom no Describe can be said. */
  readonly silent: DriverConnection;
  /** By name of the statement. */
  readonly columns: Map<string, Columns>;
}
const connections = new WeakMap<DriverConnection, Described>();

const driver = pg.Query.prototype as unknown as DriverQuery;

/**
 * A statement whose columns, if it has a name, are asked for once a connection. They cannot change under it: PostgreSQL refuses to run a
 * statement whose answer would look different by now. The driver by itself asks every time, which is a good part of what a small
 * query costs on either side.
 */
export class PreparedQuery extends pg.Query implements TakesRows {
  readonly together: boolean;
  takeRow: TakesRows['takeRow'];
  #sink: RowSink | undefined;

  constructor(
    { text, values, name }: ReadyQuery,
    together: boolean,
    done: (error: Error | undefined, result: pg.QueryResult) => void,
  ) {
    // Given an object, the driver copies it by its descriptors, which takes twenty times as long as to make a query of its text.
    super(text, done);
    const self = this as unknown as DriverQuery;
    self.values = values;
    self.name = name;
    this.together = together;
  }

  /** Rows go there instead of into the result. */
  set sink(sink: RowSink) {
    this.#sink = sink;
    this.takeRow = (message, at) => this.#guarded(() => sink.row(message, at));
  }

  // The driver calls these three.
  prepare(connection: DriverConnection): void {
    if (this.together) holdBack(connection.stream);
    const self = this as unknown as DriverQuery;
    const { silent, columns } = describedOn(connection);
    const known = self.name === undefined ? undefined : columns.get(self.name);
    if (known) {
      Object.assign(self._result, known);
      self._accumulateRows = true;
      this.#sink?.columns(known.fields);
    }
    driver.prepare.call(self, known ? silent : connection);
  }

  handleRowDescription(message: { readonly fields: readonly pg.FieldDef[] }): void {
    driver.handleRowDescription.call(this as unknown as DriverQuery, message);
    this.#guarded(() => this.#sink?.columns(message.fields));
  }

  handleCommandComplete(message: unknown, connection: DriverConnection): void {
    const self = this as unknown as DriverQuery;
    const { columns } = describedOn(connection);
    if (self.name !== undefined && !columns.has(self.name)) columns.set(self.name, columnsOf(self._result));
    driver.handleCommandComplete.call(self, message, connection);
  }

  /** A sink that fails fails the query, when it is through. */
  #guarded(step: () => void): void {
    const self = this as unknown as DriverQuery;
    if (self._canceledDueToError) return;
    try {
      step();
    } catch (error) {
      self._canceledDueToError = error;
    }
  }
}

interface RunOptions {
  /** Others may follow at once: what is sent in one turn of the event loop goes out in one piece. */
  readonly together?: boolean;
  /** Where the rows go, if not into the result. */
  readonly sink?: RowSink | undefined;
}

/** Runs a statement that stays prepared, if it has a name. */
export async function runPrepared(
  client: pg.ClientBase,
  query: ReadyQuery,
  { together = false, sink }: RunOptions = {},
): Promise<pg.QueryResult> {
  try {
    return await new Promise<pg.QueryResult>((resolve, reject) => {
      const prepared = new PreparedQuery(query, together, (error, result) => (error ? reject(error) : resolve(result)));
      if (sink) prepared.sink = sink;
      client.query(prepared);
    });
  } catch (error) {
    // The driver's own leads to the socket, not to who has asked.
    if (error instanceof Error) Error.captureStackTrace(error);
    throw error;
  }
}

/** What is sent to the database in this turn of the event loop goes out in one piece. */
export function sendWithOthers(client: pg.ClientBase): void {
  holdBack((client as unknown as { readonly connection: DriverConnection }).connection.stream);
}
function holdBack(stream: Writable): void {
  if (stream.writableCorked > 1) return;
  stream.cork();
  process.nextTick(() => stream.uncork());
}

/**
 * Whether statements are sent before those ahead of them are answered. The driver looks at it whenever it sends; it offers
 * it for the whole life of a connection only, and then readers of rows are not to be had.
 */
export function setPipeline(client: pg.ClientBase, pipeline: boolean): void {
  (client as unknown as { pipeline: boolean }).pipeline = pipeline;
}

function describedOn(connection: DriverConnection): Described {
  const known = connections.get(connection);
  if (known) return known;
  const silent = Object.create(connection, { describe: { value: () => undefined } }) as DriverConnection;
  const described = { silent, columns: new Map<string, Columns>() };
  connections.set(connection, described);
  return described;
}

function columnsOf({ fields, _parsers, _prebuiltEmptyResultObject }: DriverResult): Columns {
  return { fields, _parsers, _prebuiltEmptyResultObject };
}
