import { ByteWriter } from '@koji/common/wire/byte-writer';
import { memberStart, ValueWriter } from '@koji/common/wire/value-writer';
import type pg from 'pg';
import { columnParser, OID } from './column-types.ts';
import type { Documents } from './documents.ts';
import { Cells } from './row-cells.ts';
import type { RowSink } from './row-reader.ts';

/** Writes a cell that is not null, with all that comes before it. */
type WriteCell = (out: ByteWriter, bytes: Buffer, start: number, end: number) => void;
interface Column {
  readonly null: Buffer;
  readonly write: WriteCell;
}

/**
 * Turns rows into structs on the wire without making values of them: PostgreSQL sends cells as text, which for most types is
 * the text that goes on. Must spell everything as ValueWriter does.
 */
export class RowEncoder implements RowSink {
  readonly #documents: Documents;
  readonly #out = new ByteWriter();
  #columns: readonly Column[] = [];
  #cells = new Cells(0);

  constructor(documents: Documents) {
    this.#documents = documents;
  }

  /** The rows since the last time. */
  take(): Buffer | undefined {
    return this.#out.take();
  }

  columns(columns: readonly pg.FieldDef[]): void {
    this.#cells = new Cells(columns.length);
    this.#columns = readyColumns(columns, this.#documents);
  }

  row(bytes: Buffer, at: number): void {
    const [out, cells] = [this.#out, this.#cells];
    cells.find(bytes, at);
    let index = 0;
    for (const column of this.#columns) {
      const start = cells.start(index);
      if (start < 0) out.add(column.null);
      else column.write(out, bytes, start, cells.end(index));
      index++;
    }
    out.add(rowEnd);
  }
}

/** By description, which a statement that stays prepared has but one of on a connection. */
const ready = new WeakMap<readonly pg.FieldDef[], Map<Documents, readonly Column[]>>();
function readyColumns(fields: readonly pg.FieldDef[], documents: Documents): readonly Column[] {
  const known = ready.get(fields) ?? new Map<Documents, readonly Column[]>();
  const columns = known.get(documents) ?? makeColumns(fields, documents);
  known.set(documents, columns);
  ready.set(fields, known);
  return columns;
}
function makeColumns(fields: readonly pg.FieldDef[], documents: Documents): readonly Column[] {
  return fields.map(({ name, dataTypeID }, index) => {
    const start = `${index === 0 ? '<value><struct>\n' : '</member>\n'}${memberStart(name)}<value>`;
    const document = documents[name];
    const write = (document ? writeValue(document) : (writers[dataTypeID] ?? writeParsed(dataTypeID)))(start);
    return { null: Buffer.from(`${start}<nil/></value>`), write };
  });
}

const rowEnd = Buffer.from('</member>\n</struct></value>\n');

const ends = Object.fromEntries(
  ['int', 'i8', 'double', 'string'].map((type) => [type, Buffer.from(`</${type}></value>\n`)]),
) as Record<'int' | 'i8' | 'double' | 'string', Buffer>;

/** Text that needs no escape. */
const writeAsIs =
  (type: keyof typeof ends) =>
  (before: string): WriteCell => {
    const start = Buffer.from(`${before}<${type}>`);
    return (out, bytes, from, to) => {
      out.add(start);
      out.addPart(bytes, from, to);
      out.add(ends[type]);
    };
  };

function writeString(before: string): WriteCell {
  const start = Buffer.from(`${before}<string>`);
  return (out, bytes, from, to) => {
    out.add(start);
    out.addEscaped(bytes, from, to);
    out.add(ends.string);
  };
}

const trueByte = 't'.charCodeAt(0);
function writeBoolean(before: string): WriteCell {
  const [yes, no] = [1, 0].map((digit) => Buffer.from(`${before}<boolean>${digit}</boolean></value>\n`)) as [Buffer, Buffer];
  return (out, bytes, from) => out.add(bytes[from] === trueByte ? yes : no);
}

/** So many characters cannot pass 32 bits. */
const surelyInt32 = 9;
function writeInt8(before: string): WriteCell {
  const [writeShort, writeLong] = [writeAsIs('int')(before), writeParsed(OID.int8)(before)];
  return (out, bytes, from, to) => (to - from <= surelyInt32 ? writeShort : writeLong)(out, bytes, from, to);
}

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
function writeFloat8(before: string): WriteCell {
  const start = Buffer.from(`${before}<double>`);
  const writeOther = writeParsed(OID.float8)(before);
  return (out, bytes, from, to) => {
    let dots = 0;
    for (let at = from; at < to; at++) {
      const byte = bytes[at] as number;
      if (byte === dot) dots++;
      else if ((byte < zero || byte > nine) && byte !== minus) return writeOther(out, bytes, from, to);
    }
    if (dots === 0 && to - from > longestPlain) return writeOther(out, bytes, from, to);
    out.add(start);
    out.addPart(bytes, from, to);
    if (dots === 0) out.add(pointZero);
    out.add(ends.double);
  };
}

const [plus, secondsEnd, offsetLength, fractionDigits] = ['+'.charCodeAt(0), '2000-01-01 00:00:00'.length, '+00'.length, 6];
const offsetMinutes = Buffer.from(':00');
const zeros = Array.from({ length: fractionDigits }, (_, missing) => Buffer.from('0'.repeat(missing)));
/** As columnParser has them, without making a text of each: of years of four digits, at whole hours from UTC. */
function writeMoment(before: string): WriteCell {
  const start = Buffer.from(`${before}<string>`);
  const writeOther = writeParsed(OID.timestamptz)(before);
  return (out, bytes, from, to) => {
    const offset = to - offsetLength;
    const sign = bytes[offset];
    const fraction = from + secondsEnd;
    const digits = offset - fraction - 1;
    const isPlain = (sign === plus || sign === minus) && (digits === -1 || (bytes[fraction] === dot && digits <= fractionDigits));
    if (!isPlain) return writeOther(out, bytes, from, to);
    out.add(start);
    out.addPart(bytes, from, offset);
    if (digits > 0) out.add(zeros[fractionDigits - digits] as Buffer);
    out.addPart(bytes, offset, to);
    out.add(offsetMinutes);
    out.add(ends.string);
  };
}

/** By way of a value, for types that are rare or are not sent the way they come. */
function writeParsed(oid: number): (before: string) => WriteCell {
  return writeValue(columnParser(oid));
}
function writeValue(read: (text: string) => unknown): (before: string) => WriteCell {
  return (before) => {
    const start = Buffer.from(before.slice(0, -'<value>'.length));
    return (out, bytes, from, to) => {
      out.add(start);
      const writer = new ValueWriter();
      writer.put(read(bytes.toString('utf8', from, to)));
      writer.advance(Number.POSITIVE_INFINITY);
      out.addText(writer.take());
    };
  };
}

const writers: Readonly<Record<number, (before: string) => WriteCell>> = {
  [OID.bool]: writeBoolean,
  [OID.int2]: writeAsIs('int'),
  [OID.int4]: writeAsIs('int'),
  [OID.int8]: writeInt8,
  [OID.text]: writeString,
  [OID.varchar]: writeString,
  [OID.name]: writeString,
  [OID.float8]: writeFloat8,
  [OID.timestamp]: writeAsIs('string'),
  [OID.timestamptz]: writeMoment,
};
