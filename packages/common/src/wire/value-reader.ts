import { readDouble, readScalar } from './scalars.ts';
import { ShapeNode } from './struct-shapes.ts';
import { Double, type WireStruct, type WireValue } from './values.ts';
import { localNameOf, type XmlCursor } from './xml-cursor.ts';
import { XmlRpcSyntaxError } from './xml-text.ts';

/** Reads <value> elements. The spellings that Koji, Python and we write are taken at a glance, all others in steps. */
export class ValueReader {
  readonly #cursor: XmlCursor;
  readonly #keepsDoubles: boolean;
  readonly #maxDepth: number;
  readonly #shapes = new ShapeNode();
  #depth = 0;

  constructor(cursor: XmlCursor, keepsDoubles: boolean, maxDepth: number) {
    this.#cursor = cursor;
    this.#keepsDoubles = keepsDoubles;
    this.#maxDepth = maxDepth;
  }

  read(): WireValue {
    const cursor = this.#cursor;
    const { xml } = cursor;
    let { at } = cursor;
    for (let code = xml.charCodeAt(at); code === 10 || code === 32; ) code = xml.charCodeAt(++at);
    if (xml.startsWith('<value><', at)) {
      cursor.at = at;
      const value = this.#common(at + 8);
      if (value !== undefined) return value;
    }
    return this.#anyValue();
  }

  /** A value in the usual spelling, `<value><` in front of `at` read; undefined, and nothing read, for any other. */
  #common(at: number): WireValue | undefined {
    const { xml } = this.#cursor;
    switch (xml.charCodeAt(at)) {
      case 105: // i
        if (xml.startsWith('int>', at)) return this.#commonInteger(at + 4, '</int></value>');
        return xml.startsWith('i8>', at) ? this.#commonInteger(at + 3, '</i8></value>') : undefined;
      case 115: // s
        if (xml.startsWith('string>', at)) return this.#commonString(at + 7);
        return xml.startsWith('struct>', at) ? this.#commonStruct(at + 7) : undefined;
      case 110: // n
        return xml.startsWith('nil/></value>', at) ? this.#past(at + 13, null) : undefined;
      case 98: // b
        if (xml.startsWith('boolean>1</boolean></value>', at)) return this.#past(at + 27, true);
        return xml.startsWith('boolean>0</boolean></value>', at) ? this.#past(at + 27, false) : undefined;
      case 100: // d
        return xml.startsWith('double>', at) ? this.#commonDouble(at + 7) : undefined;
      case 97: // a
        return xml.startsWith('array><data>', at) ? this.#commonArray(at + 12) : undefined;
      default:
        return undefined;
    }
  }

  #past<T>(at: number, value: T): T {
    this.#cursor.at = at;
    return value;
  }

  #commonInteger(start: number, close: string): number | undefined {
    const { xml } = this.#cursor;
    const isNegative = xml.charCodeAt(start) === 45;
    const first = isNegative ? start + 1 : start;
    let at = first;
    let number = 0;
    for (let code = xml.charCodeAt(at); code >= 48 && code <= 57; code = xml.charCodeAt(++at)) number = number * 10 + code - 48;
    // Fifteen digits are exact; more, or none, are for the careful way.
    if (at === first || at - first > 15 || !xml.startsWith(close, at)) return undefined;
    return this.#past(at + close.length, isNegative && number !== 0 ? -number : number);
  }

  #commonString(start: number): string | undefined {
    const { xml } = this.#cursor;
    const end = xml.indexOf('<', start);
    if (end < 0 || !xml.startsWith('</string></value>', end)) return undefined;
    const text = this.#cursor.unescape(start, end);
    return this.#past(end + 17, text);
  }

  #commonDouble(start: number): number | Double | undefined {
    const { xml } = this.#cursor;
    const end = xml.indexOf('<', start);
    // Longer texts are no spelling of a double that anything writes.
    if (end < 0 || end - start > 40 || !xml.startsWith('</double></value>', end)) return undefined;
    const number = this.#guarded(() => readDouble(xml.slice(start, end).trim()));
    return this.#past(end + 17, this.#keepsDoubles ? new Double(number) : number);
  }

  #commonStruct(start: number): WireStruct {
    const cursor = this.#cursor;
    cursor.at = start;
    const struct = this.#members('struct');
    if (cursor.xml.startsWith('</value>', cursor.at)) cursor.at += 8;
    else cursor.close('value');
    return struct;
  }

  #commonArray(start: number): WireValue[] {
    const cursor = this.#cursor;
    cursor.at = start;
    const values = this.#items();
    if (cursor.xml.startsWith('</data></array></value>', cursor.at)) {
      cursor.at += 23;
    } else {
      for (const name of ['data', 'array', 'value']) cursor.close(name);
    }
    return values;
  }

  #anyValue(): WireValue {
    const cursor = this.#cursor;
    const name = cursor.open('value');
    const text = cursor.text();
    if (cursor.isAtEnd()) {
      cursor.close(name);
      return text;
    }
    if (text.trim() !== '') cursor.fail('text beside a type in <value>');
    const value = this.#typed(cursor.openAny());
    cursor.close(name);
    return value;
  }

  /** The inside and the end of a type's element. */
  #typed(name: string): WireValue {
    const cursor = this.#cursor;
    const type = localNameOf(name);
    if (type === 'struct' && !cursor.isAtEnd()) return this.#members(name);
    let value: WireValue;
    if (type === 'array') {
      value = [];
      const data = cursor.tryOpen('data');
      if (data !== undefined) {
        value = this.#items();
        cursor.close(data);
      }
    } else if (type === 'nil') {
      value = null;
    } else if (type === 'struct') {
      value = {};
    } else {
      const text = cursor.text();
      value = this.#guarded(() => readScalar(type, text));
      if (value instanceof Double && !this.#keepsDoubles) value = value.value;
    }
    cursor.close(name);
    return value;
  }

  #items(): WireValue[] {
    const cursor = this.#cursor;
    const values: WireValue[] = [];
    this.#descend();
    while (!cursor.isAtEnd()) values.push(this.read());
    this.#depth--;
    return values;
  }

  /** The members and the end of a struct. */
  #members(name: string): WireStruct {
    const cursor = this.#cursor;
    const { xml } = cursor;
    const values: WireValue[] = [];
    // Remembered markup ends with </struct>; a struct by a prefixed name has an end of its own.
    let shape = name === 'struct' ? this.#shapes : new ShapeNode();
    this.#descend();
    for (;;) {
      const { expected, expectedEnd } = shape;
      if (expected !== undefined && xml.startsWith(expected.markup, cursor.at)) {
        cursor.at += expected.markup.length;
        shape = expected;
      } else if (expectedEnd !== '' && xml.startsWith(expectedEnd, cursor.at)) {
        cursor.at += expectedEnd.length;
        break;
      } else {
        const start = cursor.at;
        if (shape.element !== undefined) cursor.close(shape.element);
        if (cursor.isAtEnd()) {
          cursor.close(name);
          shape.expectedEnd = xml.slice(start, cursor.at);
          break;
        }
        const element = cursor.open('member');
        const nameElement = cursor.open('name');
        const key = cursor.text();
        cursor.close(nameElement);
        shape = shape.follow(key, element, xml.slice(start, cursor.at));
      }
      values.push(this.read());
    }
    this.#depth--;
    return shape.build(values);
  }

  #descend(): void {
    if (++this.#depth > this.#maxDepth) this.#cursor.fail(`values are nested deeper than ${this.#maxDepth}`);
  }

  /** Says where in the document a scalar is wrong. */
  #guarded<T>(read: () => T): T {
    try {
      return read();
    } catch (error) {
      if (error instanceof XmlRpcSyntaxError) this.#cursor.fail(error.message);
      throw error;
    }
  }
}
