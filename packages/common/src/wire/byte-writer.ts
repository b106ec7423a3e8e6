import { escapeText } from './xml-text.ts';

const firstSize = 16 * 1024;
/** Copying so little byte by byte is cheaper than asking for it to be copied. */
const fewBytes = 24;

/** Bytes that do not stand for themselves in character data, or may begin a character that cannot. */
const isSpecial = new Uint8Array(256);
for (let byte = 0; byte < 0x20; byte++) isSpecial[byte] = byte === 0x09 || byte === 0x0a ? 0 : 1;
for (const character of ['&', '<', '>', '\ufffe']) isSpecial[Buffer.from(character)[0] as number] = 1;

const none = Buffer.alloc(0);

/** Puts together UTF-8 text of which most is at hand as bytes. */
export class ByteWriter {
  #bytes = none;
  #length = 0;
  /** As much as there was the last time, and a little more. */
  #size = firstSize;

  /** Bytes written since the last time. */
  get length(): number {
    return this.#length;
  }

  /** So much is going to be written, as far as one knows. */
  expect(bytes: number): void {
    this.#size = Math.max(firstSize, bytes + (bytes >>> 3));
  }

  /** What was written since the last time; undefined for nothing. */
  take(): Buffer | undefined {
    if (this.#length === 0) return undefined;
    const taken = this.#bytes.subarray(0, this.#length);
    this.expect(this.#length);
    this.#bytes = none;
    this.#length = 0;
    return taken;
  }

  add(bytes: Uint8Array): void {
    const { length } = bytes;
    this.#reserve(length);
    const target = this.#bytes;
    const at = this.#length;
    if (length > fewBytes) target.set(bytes, at);
    else for (let from = 0; from < length; from++) target[at + from] = bytes[from] as number;
    this.#length = at + length;
  }

  /** What another has written since it was so long. */
  addTail(other: ByteWriter, from: number): void {
    this.add(other.#bytes.subarray(from, other.#length));
  }

  addText(text: string): void {
    this.#reserve(text.length * 3);
    this.#length += this.#bytes.write(text, this.#length);
  }

  /** A part of other bytes as it is. */
  addPart(source: Uint8Array, start: number, end: number): void {
    if (end - start > fewBytes) {
      this.add(source.subarray(start, end));
      return;
    }
    this.#reserve(end - start);
    const target = this.#bytes;
    let at = this.#length;
    for (let from = start; from < end; from++) target[at++] = source[from] as number;
    this.#length = at;
  }

  /** Forgets what was written since it was so long. */
  cut(length: number): void {
    this.#length = length;
  }

  /** A part of other bytes up to the first that is marked (1 in the table). Where it stopped: there, or at the end. */
  addUntil(marked: Uint8Array, source: Uint8Array, start: number, end: number): number {
    this.#reserve(end - start);
    const target = this.#bytes;
    let at = this.#length;
    let from = start;
    for (; from < end; from++) {
      const byte = source[from] as number;
      if (marked[byte] === 1) break;
      target[at++] = byte;
    }
    this.#length = at;
    return from;
  }

  /** A part of other bytes, which are UTF-8, as character data (see escapeText). */
  addEscaped(source: Buffer, start: number, end: number): void {
    const special = this.addUntil(isSpecial, source, start, end);
    if (special < end) this.addText(escapeText(source.toString('utf8', special, end)));
  }

  #reserve(bytes: number): void {
    const needed = this.#length + bytes;
    if (needed <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.#bytes.length * 2, this.#size));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}
