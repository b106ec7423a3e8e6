import { type EncodedItems, encodedItems, isEncodedItems } from './encoded-items.ts';
import { DateTime, Double, formatDouble, type WireStruct, type WireValue } from './values.ts';
import { escapeText } from './xml-text.ts';

/** A value on its way out: an async iterable anywhere in it is written as an array while it is read. */
export type Encodable =
  | WireValue
  | AsyncIterable<unknown>
  | EncodedItems
  | readonly Encodable[]
  | { readonly [key: string]: Encodable };

/** How a round of writing ended: all written, the piece is full, or the next item of a stream is awaited. */
export type Progress = 'done' | 'full' | 'waiting';

type Frame =
  | { readonly kind: 'list'; readonly items: readonly unknown[]; next: number }
  | {
      readonly kind: 'struct';
      readonly struct: Readonly<Record<string, unknown>>;
      readonly keys: readonly string[];
      next: number;
    }
  | { readonly kind: 'stream'; readonly iterator: AsyncIterator<unknown>; next: number }
  | { readonly kind: 'encoded'; readonly iterator: AsyncIterator<Uint8Array>; next: number }
  | { readonly kind: 'text'; readonly text: string; next: number }
  | { readonly kind: 'bytes'; readonly bytes: Buffer; next: number };

type AwaitedFrame = Extract<Frame, { kind: 'stream' | 'encoded' }>;

/** Values nested deeper than this are taken for one that holds itself; no reader of ours would accept them. */
const maxDepth = 1000;
/** Longer strings and byte arrays are written in slices of about this size. */
const sliceLength = 64 * 1024;
/** Python breaks base64 after 76 characters, which are 57 bytes. */
const base64SliceBytes = 57 * 1024;

const minInt32 = -2147483648;
const maxInt32 = 2147483647;
const minInt64 = -(2n ** 63n);
const maxInt64 = 2n ** 63n - 1n;

/**
 * Writes one value after another as <value> elements, spelt as Koji spells them. What is begun and not yet ended stands on a
 * stack of its own instead of the call stack, so that writing can stop anywhere, when a piece is full or a stream is slow.
 */
export class ValueWriter {
  #text = '';
  readonly #stack: Frame[] = [];

  add(text: string): void {
    this.#text += text;
  }

  take(): string {
    const text = this.#text;
    this.#text = '';
    return text;
  }

  /** Begins a value. Scalars are written at once; advance() writes the rest of everything else. */
  put(value: unknown): void {
    switch (typeof value) {
      case 'string':
        if (value.length > sliceLength) {
          this.#text += '<value><string>';
          this.#push({ kind: 'text', text: value, next: 0 });
        } else this.#text += `<value><string>${escapeText(value)}</string></value>\n`;
        return;
      case 'number':
        this.#putNumber(value);
        return;
      case 'boolean':
        this.#text += value ? '<value><boolean>1</boolean></value>\n' : '<value><boolean>0</boolean></value>\n';
        return;
      case 'bigint':
        this.#putInteger(value);
        return;
      case 'object':
        this.#putObject(value);
        return;
      default:
        this.#refuse(typeof value);
    }
  }

  /** Writes until nothing is left, the text has `limit` characters, or a stream must be asked: then call pull(). */
  advance(limit: number): Progress {
    for (;;) {
      const frame = this.#stack.at(-1);
      if (frame === undefined) return 'done';
      if (isAwaited(frame)) return this.#text.length >= limit ? 'full' : 'waiting';
      const depth = this.#stack.length;
      // Ends with the frame itself, or with an item that put a frame of its own on top of it.
      while (this.#stack.length === depth) {
        if (this.#text.length >= limit) return 'full';
        this.#step(frame);
      }
    }
  }

  /**
   * Writes the next item of the stream that advance() waits for. Items that come encoded are handed out instead; they belong
   * behind the text so far.
   */
  async pull(): Promise<Uint8Array | undefined> {
    const frame = this.#stack.at(-1);
    if (!frame || !isAwaited(frame)) throw new Error('no stream is being written');
    let result: IteratorResult<unknown>;
    try {
      result = await frame.iterator.next();
    } catch (error) {
      // A stream that failed has ended; close() must not end it again.
      this.#stack.pop();
      throw error;
    }
    if (result.done) {
      this.#end('</data></array></value>\n');
    } else {
      if (frame.kind === 'encoded') return result.value as Uint8Array;
      frame.next++;
      this.put(result.value);
    }
    return undefined;
  }

  /** Ends the streams that were not read to their end. */
  async close(): Promise<void> {
    for (let frame = this.#stack.pop(); frame; frame = this.#stack.pop()) {
      if (isAwaited(frame)) await frame.iterator.return?.();
    }
  }

  #step(frame: Exclude<Frame, AwaitedFrame>): void {
    switch (frame.kind) {
      case 'list':
        if (frame.next === frame.items.length) this.#end('</data></array></value>\n');
        else this.put(frame.items[frame.next++]);
        return;
      case 'struct': {
        const { keys, next } = frame;
        if (next === keys.length) {
          this.#end(next === 0 ? '</struct></value>\n' : '</member>\n</struct></value>\n');
          return;
        }
        const key = keys[next] as string;
        this.#text += next === 0 ? memberStart(key) : `</member>\n${memberStart(key)}`;
        frame.next++;
        this.put(frame.struct[key]);
        return;
      }
      case 'text': {
        const end = sliceEnd(frame.text, frame.next);
        this.#text += escapeText(frame.text.slice(frame.next, end));
        frame.next = end;
        if (end === frame.text.length) this.#end('</string></value>\n');
        return;
      }
      case 'bytes': {
        const slice = frame.bytes.subarray(frame.next, frame.next + base64SliceBytes);
        this.#text += slice.toString('base64').replace(/.{1,76}/g, '$&\n');
        frame.next += slice.length;
        if (frame.next === frame.bytes.length) this.#end('</base64></value>\n');
      }
    }
  }

  #push(frame: Frame): void {
    if (this.#stack.length === maxDepth) throw new RangeError(`cannot send a value nested deeper than ${maxDepth}`);
    this.#stack.push(frame);
  }

  #end(text: string): void {
    this.#text += text;
    this.#stack.pop();
  }

  #putNumber(value: number): void {
    if (!Number.isInteger(value) || Object.is(value, -0))
      this.#text += `<value><double>${formatDouble(value)}</double></value>\n`;
    else if (value >= minInt32 && value <= maxInt32) this.#text += `<value><int>${value}</int></value>\n`;
    else if (Number.isSafeInteger(value)) this.#text += `<value><i8>${value}</i8></value>\n`;
    else this.#putInteger(BigInt(value));
  }

  #putInteger(value: bigint): void {
    if (value < minInt64 || value > maxInt64) throw new RangeError(`long int exceeds XML-RPC limits${this.#place()}`);
    const type = value >= minInt32 && value <= maxInt32 ? 'int' : 'i8';
    this.#text += `<value><${type}>${value}</${type}></value>\n`;
  }

  #putObject(value: object | null): void {
    if (value === null) this.#text += '<value><nil/></value>';
    else if (Array.isArray(value)) {
      this.#text += '<value><array><data>\n';
      this.#push({ kind: 'list', items: value, next: 0 });
    } else if (value instanceof Double) this.#text += `<value><double>${formatDouble(value.value)}</double></value>\n`;
    else if (value instanceof DateTime)
      this.#text += `<value><dateTime.iso8601>${escapeText(value.text)}</dateTime.iso8601></value>\n`;
    else if (value instanceof Uint8Array) {
      this.#text += '<value><base64>\n';
      this.#push({ kind: 'bytes', bytes: Buffer.from(value.buffer, value.byteOffset, value.length), next: 0 });
    } else if (isEncodedItems(value)) {
      this.#text += '<value><array><data>\n';
      this.#push({ kind: 'encoded', iterator: value[encodedItems](), next: 0 });
    } else if (isAsyncIterable(value)) {
      this.#text += '<value><array><data>\n';
      this.#push({ kind: 'stream', iterator: value[Symbol.asyncIterator](), next: 0 });
    } else if (isPlainObject(value)) {
      this.#text += '<value><struct>\n';
      this.#push({ kind: 'struct', struct: value, keys: Object.keys(value), next: 0 });
    } else this.#refuse(`a ${value.constructor?.name ?? 'strange object'}`);
  }

  #refuse(what: string): never {
    throw new TypeError(`cannot send ${what} over XML-RPC${this.#place()}`);
  }

  /** Where in the value we are, such as ` (at [3].size)`. */
  #place(): string {
    const path = this.#stack.map((frame) => {
      if (frame.kind === 'struct') return `.${frame.keys[frame.next - 1]}`;
      return frame.kind === 'list' || frame.kind === 'stream' ? `[${frame.next - 1}]` : '';
    });
    return path.length === 0 ? '' : ` (at ${path.join('')})`;
  }
}

function isAwaited(frame: Frame): frame is AwaitedFrame {
  return frame.kind === 'stream' || frame.kind === 'encoded';
}

function isAsyncIterable(value: object): value is AsyncIterable<unknown> {
  return (value as Partial<AsyncIterable<unknown>>)[Symbol.asyncIterator] !== undefined;
}

/** Objects with a life of their own (a Date, a Map) would go out as empty structs. */
function isPlainObject(value: object): value is WireStruct {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Not between the halves of a surrogate pair. */
function sliceEnd(text: string, start: number): number {
  const end = Math.min(start + sliceLength, text.length);
  const isHalf = end < text.length && (text.charCodeAt(end - 1) & 0xfc00) === 0xd800;
  return isHalf ? end - 1 : end;
}

const memberStarts = new Map<string, string>();
// Nearly all keys come from our own declarations, but extra data of clients passes through here too.
const maxCachedKeys = 5000;

/** The markup in front of a member's value. */
export function memberStart(key: string): string {
  const known = memberStarts.get(key);
  if (known !== undefined) return known;
  const start = `<member>\n<name>${escapeText(key)}</name>\n`;
  if (memberStarts.size < maxCachedKeys) memberStarts.set(key, start);
  return start;
}
