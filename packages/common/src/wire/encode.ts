import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Encodable, ValueWriter } from './value-writer.ts';
import type { WireValue } from './values.ts';
import { escapeText } from './xml-text.ts';

export type { Encodable } from './value-writer.ts';

const prolog = "<?xml version='1.0'?>\n";
const responseStart = `${prolog}<methodResponse>\n<params>\n<param>\n`;
const responseEnd = '</param>\n</params>\n</methodResponse>\n';
/** Characters of a piece of a long answer. */
const pieceLength = 256 * 1024;

/**
 * A <methodCall>. Throws TypeError for what has no form on the wire (undefined, a Date, a function), RangeError for integers
 * beyond 64 bits and for values that hold themselves; so do all functions here.
 */
export function encodeCall(method: string, params: readonly WireValue[]): string {
  const pieces = [`${prolog}<methodCall>\n<methodName>${escapeText(method)}</methodName>\n<params>\n`];
  for (const value of params) pieces.push('<param>\n', ...valuePieces(value), '</param>\n');
  pieces.push('</params>\n</methodCall>\n');
  return pieces.join('');
}

/** A <methodResponse> with a value. */
export function encodeResponse(value: WireValue): string {
  return [responseStart, ...valuePieces(value), responseEnd].join('');
}

/** A <methodResponse> with a fault. */
export function encodeFault(faultCode: number, faultString: string): string {
  return [
    `${prolog}<methodResponse>\n<fault>\n`,
    ...valuePieces({ faultCode, faultString }),
    '</fault>\n</methodResponse>\n',
  ].join('');
}

/** Joining pieces is cheaper than one growing text, whose parts the collector would follow again and again. */
function valuePieces(value: WireValue): string[] {
  const writer = new ValueWriter();
  const pieces: string[] = [];
  writer.put(value);
  for (let progress = writer.advance(pieceLength); progress !== 'done'; progress = writer.advance(pieceLength)) {
    if (progress === 'waiting') throw new TypeError('a stream can only be sent in pieces');
    pieces.push(writer.take());
  }
  pieces.push(writer.take());
  return pieces;
}

/**
 * What encodeResponse gives in pieces of about 256 K characters, or bytes where items come encoded. Streams are read as they
 * are written, so memory stays flat, and the event loop turns after so many. Streams not read to their end (an error, a
 * client gone) are closed.
 */
export async function* responseChunks(value: Encodable): AsyncGenerator<string | Uint8Array> {
  const writer = new ValueWriter();
  let sinceTurn = 0;
  try {
    writer.add(responseStart);
    writer.put(value);
    for (let progress = writer.advance(pieceLength); progress !== 'done'; progress = writer.advance(pieceLength)) {
      const encoded = progress === 'waiting' ? await writer.pull() : undefined;
      if (progress === 'waiting' && !encoded) continue;
      const text = writer.take();
      if (text !== '') yield text;
      if (encoded) yield encoded;
      sinceTurn += text.length + (encoded?.length ?? 0);
      if (sinceTurn < pieceLength) continue;
      sinceTurn = 0;
      await nextTurn();
    }
    writer.add(responseEnd);
    yield writer.take();
  } finally {
    await writer.close();
  }
}
