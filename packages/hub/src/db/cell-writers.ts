import type { ByteWriter } from '@koji/common/wire/byte-writer';
import { ValueWriter } from '@koji/common/wire/value-writer';
import { formatDouble } from '@koji/common/wire/values';
import { columnParser, OID } from './column-types.ts';
import { structFromJson } from './json.ts';
import { writePlainJson } from './plain-json.ts';

/**
 * Writes a cell that is not null, which PostgreSQL sends as text: for most types that is the text that goes on. Must spell
 * everything as ValueWriter does.
 */
export interface CellWriter {
  /** The element that holds the text it writes; one that has none writes the whole value. */
  readonly element?: 'int' | 'double' | 'string';
  write(out: ByteWriter, bytes: Buffer, start: number, end: number): void;
}

/** How cells of a type are written. */
export function cellWriter(oid: number): CellWriter {
  return writers[oid] ?? parsedWriter(columnParser(oid));
}

/** By way of a value, for types that are rare or are not sent the way they come. */
function parsedWriter(read: (text: string) => unknown): CellWriter {
  let writer = new ValueWriter();
  return {
    write(out, bytes, start, end) {
      const value = read(bytes.toString('utf8', start, end));
      try {
        writer.put(value);
        writer.advance(Number.POSITIVE_INFINITY);
      } catch (error) {
        // It is left in the middle of the value.
        writer = new ValueWriter();
        throw error;
      }
      out.addText(writer.take());
    },
  };
}

/** Texts that hold a value (see Documents). */
export function documentWriter(read: (text: string) => unknown): CellWriter {
  return read === structFromJson ? json : parsedWriter(read);
}
const anyJson = parsedWriter(structFromJson as (text: string) => unknown);
const json: CellWriter = {
  write(out, bytes, start, end) {
    if (!writePlainJson(out, bytes, start, end)) anyJson.write(out, bytes, start, end);
  },
};

/** Text that needs no escape. */
const writeAsIs: CellWriter['write'] = (out, bytes, start, end) => out.addPart(bytes, start, end);
const int: CellWriter = { element: 'int', write: writeAsIs };
const string: CellWriter = { element: 'string', write: (out, bytes, start, end) => out.addEscaped(bytes, start, end) };

const trueByte = 't'.charCodeAt(0);
const [no, yes] = [0, 1].map((digit) => Buffer.from(`<value><boolean>${digit}</boolean></value>\n`)) as [Buffer, Buffer];
const boolean: CellWriter = { write: (out, bytes, start) => out.add(bytes[start] === trueByte ? yes : no) };

/** So many characters cannot pass 32 bits. */
const surelyInt32 = 9;
const [intStart, intEnd] = [Buffer.from('<value><int>'), Buffer.from('</int></value>\n')];
const anyInteger = parsedWriter(columnParser(OID.int8));
const int8: CellWriter = {
  write(out, bytes, start, end) {
    if (end - start > surelyInt32) return anyInteger.write(out, bytes, start, end);
    out.add(intStart);
    out.addPart(bytes, start, end);
    out.add(intEnd);
  },
};

const [dot, minus, nine, zero] = ['.', '-', '9', '0'].map((character) => character.charCodeAt(0)) as [
  number,
  number,
  number,
  number,
];
const pointZero = Buffer.from('.0');
/** Plain numbers of this length are spelt alike everywhere. */
const longestPlain = 15;
/** Whole and broken numbers such as moments in epoch seconds; what is spelt in other ways is read and written again. */
const float8: CellWriter = {
  element: 'double',
  write(out, bytes, start, end) {
    let dots = 0;
    for (let at = start; at < end; at++) {
      const byte = bytes[at] as number;
      if (byte === dot) dots++;
      else if ((byte < zero || byte > nine) && byte !== minus) return out.addText(doubleText(bytes, start, end));
    }
    if (dots === 0 && end - start > longestPlain) return out.addText(doubleText(bytes, start, end));
    out.addPart(bytes, start, end);
    if (dots === 0) out.add(pointZero);
  },
};
function doubleText(bytes: Buffer, start: number, end: number): string {
  return formatDouble(Number(bytes.toString('latin1', start, end)));
}

const [plus, secondsEnd, offsetLength, fractionDigits] = ['+'.charCodeAt(0), '2000-01-01 00:00:00'.length, '+00'.length, 6];
const offsetMinutes = Buffer.from(':00');
const zeros = Array.from({ length: fractionDigits }, (_, missing) => Buffer.from('0'.repeat(missing)));
const readTimestamp = columnParser(OID.timestamptz);
/** As columnParser has them, without making a text of each: of years of four digits, at whole hours from UTC. */
const moment: CellWriter = {
  element: 'string',
  write(out, bytes, start, end) {
    const offset = end - offsetLength;
    const sign = bytes[offset];
    const fraction = start + secondsEnd;
    const digits = offset - fraction - 1;
    const isPlain = (sign === plus || sign === minus) && (digits === -1 || (bytes[fraction] === dot && digits <= fractionDigits));
    if (!isPlain) return out.addText(readTimestamp(bytes.toString('latin1', start, end)) as string);
    out.addPart(bytes, start, offset);
    if (digits > 0) out.add(zeros[fractionDigits - digits] as Buffer);
    out.addPart(bytes, offset, end);
    out.add(offsetMinutes);
  },
};

const writers: Readonly<Record<number, CellWriter>> = {
  [OID.bool]: boolean,
  [OID.int2]: int,
  [OID.int4]: int,
  [OID.int8]: int8,
  [OID.text]: string,
  [OID.varchar]: string,
  [OID.name]: string,
  [OID.float8]: float8,
  [OID.timestamp]: { element: 'string', write: writeAsIs },
  [OID.timestamptz]: moment,
};
