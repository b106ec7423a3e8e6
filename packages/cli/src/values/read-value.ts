import { Double, type WireStruct, type WireValue } from '@koji/common/wire/values';

/** A text that is no value of the language it should be in. */
export class ValueSyntaxError extends Error {
  override name = 'ValueSyntaxError';
}

/** How bare values are told from words on a command line: whole numbers, other numbers, None, True and False; the rest is text. */
export function plainValue(word: string): WireValue {
  const trimmed = word.trim();
  if (/^[+-]?\d+(_\d+)*$/.test(trimmed)) return integer(trimmed);
  if (/^[+-]?((\d+(_\d+)*\.?(\d+(_\d+)*)?|\.\d+(_\d+)*)(e[+-]?\d+)?|inf(inity)?|nan)$/i.test(trimmed))
    return new Double(float(trimmed));
  return named[word] === undefined ? word : named[word];
}

/** As plainValue, but lists and structs may be written in JSON. */
export function plainOrJsonValue(word: string): WireValue {
  const plain = plainValue(word);
  if (typeof plain !== 'string') return plain;
  try {
    return parseJson(word);
  } catch (error) {
    if (error instanceof ValueSyntaxError) return word;
    throw error;
  }
}

const named: { readonly [word: string]: WireValue } = Object.assign(Object.create(null), {
  None: null,
  True: true,
  False: false,
});

/** Reads JSON; 1.0 stays a number that is not whole. */
export function parseJson(text: string): WireValue {
  try {
    JSON.parse(text);
  } catch (cause) {
    throw new ValueSyntaxError((cause as Error).message, { cause });
  }
  return new Reader(text, { null: null, true: true, false: false }, false).whole();
}

/** Reads a Python literal: numbers, strings, lists, tuples, dicts, None, True and False. */
export function parsePython(text: string): WireValue {
  return new Reader(text.trim(), named, true).whole();
}

function integer(text: string): number | bigint {
  const digits = text.replaceAll('_', '').replace(/^\+/, '');
  const value = Number(digits);
  return Number.isSafeInteger(value) ? value : BigInt(digits);
}

function float(text: string): number {
  const word = text.replaceAll('_', '').toLowerCase();
  const special = /^([+-]?)(inf|nan)/.exec(word);
  if (special)
    return special[2] === 'nan' ? Number.NaN : special[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return Number(word);
}

class Reader {
  readonly #text: string;
  readonly #names: { readonly [word: string]: WireValue };
  readonly #isPython: boolean;
  #at = 0;

  constructor(text: string, names: { readonly [word: string]: WireValue }, isPython: boolean) {
    this.#text = text;
    this.#names = names;
    this.#isPython = isPython;
  }

  whole(): WireValue {
    const value = this.#value();
    this.#skipSpace();
    if (this.#at < this.#text.length) throw this.#unexpected();
    return value;
  }

  #value(): WireValue {
    this.#skipSpace();
    const next = this.#text[this.#at];
    if (next === '[') return this.#list('[', ']');
    if (next === '(' && this.#isPython) return this.#tuple();
    if (next === '{') return this.#struct();
    const string = this.#take(this.#isPython ? /(?:[rub]|rb|br)?(?:"|')/iy : /"/y);
    if (string !== undefined) return this.#string(string);
    const number = this.#take(/[+-]?(?:0x[0-9a-f_]+|0o[0-7_]+|0b[01_]+|(?:\d[\d_]*)?\.?\d[\d_]*\.?(?:e[+-]?\d+)?)/iy);
    if (number !== undefined) return readNumber(number);
    const word = this.#take(/[A-Za-z_]\w*/y);
    if (word !== undefined && Object.hasOwn(this.#names, word)) return this.#names[word] as WireValue;
    throw this.#unexpected();
  }

  #list(open: string, close: string): WireValue[] {
    this.#expect(open);
    const items: WireValue[] = [];
    while (!this.#skip(close)) {
      items.push(this.#value());
      if (!this.#skip(',')) {
        this.#expect(close);
        break;
      }
    }
    return items;
  }

  /** Parentheses around one value without a comma only group it. */
  #tuple(): WireValue {
    const start = this.#at;
    const items = this.#list('(', ')');
    const isGroup = items.length === 1 && !/,\s*\)$/.test(this.#text.slice(start, this.#at));
    return isGroup ? (items[0] as WireValue) : items;
  }

  #struct(): WireStruct {
    this.#expect('{');
    const entries: [string, WireValue][] = [];
    while (!this.#skip('}')) {
      const key = this.#value();
      if (typeof key !== 'string') throw this.#unexpected();
      this.#expect(':');
      entries.push([key, this.#value()]);
      if (!this.#skip(',')) {
        this.#expect('}');
        break;
      }
    }
    return Object.fromEntries(entries);
  }

  #string(opening: string): string | Uint8Array {
    const prefix = opening.slice(0, -1).toLowerCase();
    const mark = opening.at(-1) as string;
    const isTriple = this.#isPython && this.#text.startsWith(mark + mark, this.#at);
    if (isTriple) this.#at += 2;
    const end = isTriple ? mark.repeat(3) : mark;
    let value = '';
    while (!this.#text.startsWith(end, this.#at)) {
      const character = this.#text[this.#at++];
      if (character === undefined || (character === '\n' && !isTriple && this.#isPython)) throw this.#unexpected();
      value += character !== '\\' ? character : prefix.includes('r') ? `\\${this.#text[this.#at++] ?? ''}` : this.#escape();
    }
    this.#at += end.length;
    return prefix.includes('b') ? Buffer.from(value, 'latin1') : value;
  }

  #escape(): string {
    const code = this.#take(/x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}/y);
    if (code !== undefined) return String.fromCodePoint(Number.parseInt(code.slice(1), 16));
    const octal = this.#isPython ? this.#take(/[0-7]{1,3}/y) : undefined;
    if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8));
    const character = this.#text[this.#at++] ?? '';
    return escapes[character] ?? (this.#isPython ? `\\${character}` : character);
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text)?.[0];
    if (match !== undefined) this.#at += match.length;
    return match;
  }
  #skip(token: string): boolean {
    this.#skipSpace();
    if (!this.#text.startsWith(token, this.#at)) return false;
    this.#at += token.length;
    return true;
  }
  #expect(token: string): void {
    if (!this.#skip(token)) throw this.#unexpected();
  }
  #skipSpace(): void {
    this.#take(/\s*/y);
  }
  #unexpected(): ValueSyntaxError {
    const rest = this.#text.slice(this.#at, this.#at + 20);
    return new ValueSyntaxError(rest === '' ? 'the value ends too early' : `unexpected ${JSON.stringify(rest)}`);
  }
}

const escapes: { readonly [character: string]: string } = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
  v: '\v',
  a: '\u0007',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '/': '/',
  '\n': '',
};

function readNumber(text: string): WireValue {
  const clean = text.replaceAll('_', '');
  if (/^[+-]?0[xob]/i.test(clean)) {
    const value = Number(clean.replace(/^[+-]/, ''));
    return clean.startsWith('-') ? -value : value;
  }
  return /[.e]/i.test(clean) ? new Double(Number(clean)) : integer(clean);
}
