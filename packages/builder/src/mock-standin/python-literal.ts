import { GenericError } from '@koji/common/errors';

export type PythonValue = null | boolean | number | string | readonly PythonValue[] | { readonly [key: string]: PythonValue };

const escapes: { readonly [letter: string]: string } = { n: '\n', r: '\r', t: '\t', "'": "'", '"': '"', '\\': '\\' };

/** Reads a Python literal as configuration files hold them: texts, numbers, constants, lists, tuples and dicts. */
export function parsePythonLiteral(text: string): PythonValue {
  const reader = new LiteralReader(text);
  const value = reader.value();
  reader.end();
  return value;
}

class LiteralReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(): PythonValue {
    this.#skipBlanks();
    const next = this.#text[this.#at];
    if (next === "'" || next === '"') return this.#string(next);
    if (next === '[' || next === '(') return this.#list(next === '[' ? ']' : ')');
    if (next === '{') return this.#dict();
    return this.#word();
  }

  end(): void {
    this.#skipBlanks();
    if (this.#at < this.#text.length) this.#fail();
  }

  #skipBlanks(): void {
    while (/\s/.test(this.#text[this.#at] ?? '')) this.#at++;
  }
  #fail(): never {
    throw new GenericError(`cannot read the Python value ${this.#text.slice(0, 60)}`);
  }
  /** Takes a character if it comes next. */
  #take(character: string): boolean {
    this.#skipBlanks();
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  #string(quote: string): string {
    let result = '';
    for (this.#at++; this.#text[this.#at] !== quote; this.#at++) {
      const character = this.#text[this.#at];
      if (character === undefined) this.#fail();
      result += character === '\\' ? this.#escape() : character;
    }
    this.#at++;
    return result;
  }
  #escape(): string {
    const letter = this.#text[++this.#at] ?? '';
    const digits = { x: 2, u: 4, U: 8 }[letter];
    if (digits === undefined) return escapes[letter] ?? this.#fail();
    const hex = this.#text.slice(this.#at + 1, this.#at + 1 + digits);
    this.#at += digits;
    return String.fromCodePoint(Number.parseInt(hex, 16));
  }

  #list(close: string): PythonValue[] {
    const items: PythonValue[] = [];
    for (this.#at++; !this.#take(close); ) {
      items.push(this.value());
      if (!this.#take(',') && this.#text[this.#at] !== close) this.#fail();
    }
    return items;
  }
  #dict(): { readonly [key: string]: PythonValue } {
    const entries: [string, PythonValue][] = [];
    for (this.#at++; !this.#take('}'); ) {
      const key = this.value();
      if (!this.#take(':')) this.#fail();
      entries.push([String(key), this.value()]);
      if (!this.#take(',') && this.#text[this.#at] !== '}') this.#fail();
    }
    return Object.fromEntries(entries);
  }
  #word(): PythonValue {
    const word = /^[\w.+-]+/.exec(this.#text.slice(this.#at))?.[0] ?? this.#fail();
    this.#at += word.length;
    const constant = { None: null, True: true, False: false }[word];
    if (constant !== undefined) return constant;
    const number = Number(word);
    return Number.isNaN(number) ? this.#fail() : number;
  }
}
