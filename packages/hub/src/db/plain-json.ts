import type { ByteWriter } from '@koji/common/wire/byte-writer';

const code = (character: string) => character.charCodeAt(0);
const [quote, comma, colon, minus, zero, nine] = [...'",:-09'].map(code) as [number, number, number, number, number, number];
const [braceOpen, braceClose, bracketOpen, bracketClose] = [...'{}[]'].map(code) as [number, number, number, number];

/** Bytes that end a string, or that JSON and the character data of XML do not share (U+FFFE and U+FFFF begin with 0xef). */
const isSpecial = new Uint8Array(256).fill(1, 0, 0x20);
for (const byte of [...'"\\&<>'].map(code)) isSpecial[byte] = 1;
isSpecial[0xef] = 1;
const isSpace = new Uint8Array(256);
for (const byte of [...' \t\n\r'].map(code)) isSpace[byte] = 1;

const [stringStart, stringEnd] = [Buffer.from('<value><string>'), Buffer.from('</string></value>\n')];
const [intStart, intEnd] = [Buffer.from('<value><int>'), Buffer.from('</int></value>\n')];
const [arrayStart, arrayEnd] = [Buffer.from('<value><array><data>\n'), Buffer.from('</data></array></value>\n')];
const [structStart, structEnd] = [Buffer.from('<value><struct>\n'), Buffer.from('</struct></value>\n')];
const [nameStart, nameEnd] = [Buffer.from('<member>\n<name>'), Buffer.from('</name>\n')];
const memberEnd = Buffer.from('</member>\n');
const words = [
  { word: Buffer.from('true'), value: Buffer.from('<value><boolean>1</boolean></value>\n') },
  { word: Buffer.from('false'), value: Buffer.from('<value><boolean>0</boolean></value>\n') },
  { word: Buffer.from('null'), value: Buffer.from('<value><nil/></value>') },
];

/** Koji's documents have a handful of levels. */
const maxDepth = 50;
/** So many digits cannot pass 32 bits. */
const surelyInt32 = 9;

/**
 * Writes the value of a JSON text, spelt as ValueWriter spells it, without making the value. That can be done with what is
 * plain: no escapes, no characters that XML escapes, integers of at most nine digits, few levels. Of anything else, be it no
 * JSON at all, nothing is written and the answer is false. A key that comes twice is written twice; readers take the last.
 */
export function writePlainJson(out: ByteWriter, bytes: Uint8Array, start: number, end: number): boolean {
  const { length } = out;
  const isPlain = new PlainJson(out, bytes, start, end).write();
  if (!isPlain) out.cut(length);
  return isPlain;
}

class PlainJson {
  readonly #out: ByteWriter;
  readonly #bytes: Uint8Array;
  readonly #end: number;
  #at: number;

  constructor(out: ByteWriter, bytes: Uint8Array, start: number, end: number) {
    this.#out = out;
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
  }

  /** All methods that answer with a boolean: whether it was there, and plain. */
  write(): boolean {
    return this.#value(0) && this.#next() === undefined;
  }

  #value(depth: number): boolean {
    switch (this.#next()) {
      case quote:
        return this.#string(stringStart, stringEnd);
      case braceOpen:
        return depth < maxDepth && this.#struct(depth + 1);
      case bracketOpen:
        return depth < maxDepth && this.#array(depth + 1);
      default:
        return this.#word() || this.#int();
    }
  }

  #struct(depth: number): boolean {
    const out = this.#out;
    this.#at++;
    out.add(structStart);
    if (!this.#take(braceClose)) {
      do {
        if (!this.#string(nameStart, nameEnd) || !this.#take(colon) || !this.#value(depth)) return false;
        out.add(memberEnd);
      } while (this.#take(comma));
      if (!this.#take(braceClose)) return false;
    }
    out.add(structEnd);
    return true;
  }

  #array(depth: number): boolean {
    this.#at++;
    this.#out.add(arrayStart);
    if (!this.#take(bracketClose)) {
      do {
        if (!this.#value(depth)) return false;
      } while (this.#take(comma));
      if (!this.#take(bracketClose)) return false;
    }
    this.#out.add(arrayEnd);
    return true;
  }

  #string(before: Uint8Array, after: Uint8Array): boolean {
    if (!this.#take(quote)) return false;
    this.#out.add(before);
    this.#at = this.#out.addUntil(isSpecial, this.#bytes, this.#at, this.#end);
    if (this.#bytes[this.#at] !== quote || this.#at === this.#end) return false;
    this.#at++;
    this.#out.add(after);
    return true;
  }

  #int(): boolean {
    const start = this.#at;
    if (this.#bytes[start] === minus) this.#at++;
    const first = this.#at;
    while (this.#at < this.#end && isDigit(this.#bytes[this.#at] as number)) this.#at++;
    const digits = this.#at - first;
    // A zero in front is no JSON, and a zero below zero is no integer.
    if (digits === 0 || digits > surelyInt32 || (this.#bytes[first] === zero && this.#at - start > 1)) return false;
    this.#out.add(intStart);
    this.#out.addPart(this.#bytes, start, this.#at);
    this.#out.add(intEnd);
    return true;
  }

  #word(): boolean {
    for (const { word, value } of words) {
      if (!this.#startsWith(word)) continue;
      this.#at += word.length;
      this.#out.add(value);
      return true;
    }
    return false;
  }

  #startsWith(word: Uint8Array): boolean {
    if (this.#end - this.#at < word.length) return false;
    return word.every((byte, index) => this.#bytes[this.#at + index] === byte);
  }

  /** The next byte that is no space, which is left to be read; undefined at the end. */
  #next(): number | undefined {
    while (this.#at < this.#end && isSpace[this.#bytes[this.#at] as number] === 1) this.#at++;
    return this.#at < this.#end ? this.#bytes[this.#at] : undefined;
  }

  #take(byte: number): boolean {
    const isThere = this.#next() === byte;
    if (isThere) this.#at++;
    return isThere;
  }
}

function isDigit(byte: number): boolean {
  return byte >= zero && byte <= nine;
}
