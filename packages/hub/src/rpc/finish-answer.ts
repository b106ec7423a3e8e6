import { responseChunks } from '@koji/common/wire/encode';
import type { WireValue } from '@koji/common/wire/values';
import type { DatabaseSession } from '../db/database-session.ts';
import { containsStream } from './streams.ts';

/** A long answer, piece by piece. Whoever does not read it to its end must say so by `return`. */
export interface AnswerPieces {
  next(): Promise<IteratorResult<string | Uint8Array, unknown>>;
  return(): Promise<unknown>;
}
export type Answer = Buffer | string | AnswerPieces;

/** Answers up to this length are sent as a whole. */
const wholeBytes = 256 * 1024;

/** Commits before the first byte leaves, unless the answer is still being read from the transaction. */
export async function finish(db: DatabaseSession, result: WireValue, commit: () => Promise<void>): Promise<Answer> {
  const chunks = responseChunks(result);
  const ready: (string | Uint8Array)[] = [];
  const isLazy = containsStream(result);
  for (let length = 0; length <= wholeBytes || ready.length < 2; ) {
    const next = await chunks.next();
    if (next.done) {
      if (isLazy) await commit();
      return wholeOf(ready);
    }
    length += next.value.length;
    if (ready.push(next.value) === 1 && !isLazy) await commit();
  }
  return piecesOf(ready, chunks, { db, commit });
}

function wholeOf(pieces: readonly (string | Uint8Array)[]): string | Buffer {
  const [first] = pieces;
  if (pieces.length === 1 && typeof first === 'string') return first;
  return Buffer.concat(pieces.map((piece) => (typeof piece === 'string' ? Buffer.from(piece) : piece)));
}

/**
 * No generator: a client may go away before the first piece is asked for, and `return` on a generator that has not begun
 * runs nothing of it. The connection would never be given back.
 */
function piecesOf(
  ready: (string | Uint8Array)[],
  rest: AsyncGenerator<string | Uint8Array>,
  { db, commit }: { readonly db: DatabaseSession; commit(): Promise<void> },
): AnswerPieces {
  return {
    async next() {
      const piece = ready.shift();
      if (piece !== undefined) return { done: false, value: piece };
      const next = await rest.next();
      if (next.done) await commit();
      return next;
    },
    async return() {
      await rest.return(undefined);
      await db.rollback();
    },
  };
}
