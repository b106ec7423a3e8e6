import type { Documents } from './documents.ts';
import type { PortionSink } from './row-reader.ts';
import type { Sql } from './sql.ts';

/**
 * A connection as a call sees it. Text and values always travel apart. Until a call that may write has to begin its transaction,
 * what it reads is read elsewhere: a select with an effect that PostgreSQL does not refuse to readers, such as an advisory lock,
 * has to be `run`.
 */
export interface Db {
  rows<T>(query: Sql): Promise<T[]>;
  /** The first row. */
  row<T>(query: Sql): Promise<T | undefined>;
  /** The first column of the first row. */
  value<T>(query: Sql): Promise<T | undefined>;
  /**
   * For statements that have an effect and no answer; the number of rows they touched. What it leaves behind on the connection,
   * such as a lock, is there for all statements that follow.
   */
  run(query: Sql): Promise<number>;
  /** Reads as the rows are consumed; memory stays flat however long the answer. */
  stream<T>(query: Sql, options?: StreamOptions): Rows<T>;
  /** The rows of a short query for each part, one after the other; it is made and sent while those before it are taken. */
  streamAll<T, P>(parts: readonly P[], query: (part: P) => Sql, options?: { readonly documents?: Documents }): Rows<T>;
  /** Gives rows to a sink as PostgreSQL sends them, without making objects; what the sink made of each portion. */
  pour<P>(query: Sql, sink: PortionSink<P>, options?: PourOptions): AsyncIterable<P>;
  /** Runs `step`; if it throws, only its own writes and commit hooks are undone. */
  savepoint<T>(step: () => Promise<T>): Promise<T>;
  /**
   * Takes a step for each item. In a transaction they follow one another; a session that only reads has several under way, whose
   * statements travel together.
   */
  each<I, T>(items: readonly I[], step: (item: I) => Promise<T>): Promise<T[]>;
  /** Gives the connection back, with its row locks, while `step` waits for what may take long. Nothing may have been written yet. */
  idle<T>(step: () => Promise<T>): Promise<T>;
  /** Effects that the outside can see wait for the commit; a rollback drops them. */
  onCommit(effect: () => void | Promise<void>): void;
  /** Undoes what a rollback of the database cannot, such as a file that was moved. */
  onRollback(undo: () => void | Promise<void>): void;
}

/** The rows of a query on their way in. */
export interface Rows<T> extends AsyncIterable<T> {
  /** The same, as many at once as came in together: for who has so much to do that waiting for each would count. */
  batches(): AsyncIterable<T[]>;
}

export interface PourOptions {
  /** There are but a few, whatever the values: they are read at once, by a statement that stays prepared. */
  readonly few?: boolean | undefined;
  /** Seconds after which the query is given up, which is a fault then. */
  readonly limitS?: number | undefined;
}

export interface StreamOptions extends PourOptions {
  /** Columns that are answered as the values their texts hold. */
  readonly documents?: Documents | undefined;
}
