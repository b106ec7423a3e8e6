import type { ByteWriter } from '@koji/common/wire/byte-writer';
import type { WireValue } from '@koji/common/wire/values';
import type pg from 'pg';
import { columnParser, OID } from './column-types.ts';
import { structFromJson, toJsonText } from './json.ts';
import type { Cells } from './row-cells.ts';

type WriteCell = (out: ByteWriter, bytes: Buffer, start: number, end: number) => void;
interface Column {
  /** What comes before its value. */
  readonly before: Buffer;
  readonly write: WriteCell;
}

/** Writes rows as objects of JSON without making values of them. Must spell everything as toJsonText does. */
export class RowJson {
  readonly #columns: readonly Column[];

  /** `json` are columns that hold JSON text and become structs. */
  constructor(columns: readonly pg.FieldDef[], json: readonly string[]) {
    this.#columns = columns.map(({ name, dataTypeID }, index) => ({
      before: Buffer.from(`${index === 0 ? '{' : ', '}${toJsonText(name)}: `),
      write: json.includes(name) ? writeValue(structFromJson) : (writers[dataTypeID] ?? writeValue(columnParser(dataTypeID))),
    }));
  }

  write(out: ByteWriter, bytes: Buffer, cells: Cells): void {
    let index = 0;
    for (const { before, write } of this.#columns) {
      out.add(before);
      const start = cells.start(index);
      if (start < 0) out.add(nullText);
      else write(out, bytes, start, cells.end(index));
      index++;
    }
    out.add(close);
  }
}
const [nullText, trueText, falseText, quote, close] = ['null', 'true', 'false', '"', '}'].map((text) => Buffer.from(text)) as [
  Buffer,
  Buffer,
  Buffer,
  Buffer,
  Buffer,
];

const writeAsIs: WriteCell = (out, bytes, start, end) => out.addPart(bytes, start, end);
const trueByte = 't'.charCodeAt(0);
const writeBoolean: WriteCell = (out, bytes, start) => out.add(bytes[start] === trueByte ? trueText : falseText);

/** Bytes that do not stand for themselves between quotes. */
const isSpecial = new Uint8Array(256).fill(1).fill(0, 0x20, 0x7f);
for (const character of ['"', '\\']) isSpecial[character.charCodeAt(0)] = 1;
const writeText: WriteCell = (out, bytes, start, end) => {
  out.add(quote);
  const special = out.addUntil(isSpecial, bytes, start, end);
  if (special === end) out.add(quote);
  // Without the quote that is there.
  else out.addText(toJsonText(bytes.toString('utf8', special, end)).slice(1));
};
function writeValue(read: (text: string) => unknown): WriteCell {
  return (out, bytes, start, end) => out.addText(toJsonText(read(bytes.toString('utf8', start, end)) as WireValue));
}
const writers: Readonly<Record<number, WriteCell>> = {
  [OID.bool]: writeBoolean,
  [OID.int2]: writeAsIs,
  [OID.int4]: writeAsIs,
  [OID.int8]: writeAsIs,
  [OID.text]: writeText,
  [OID.varchar]: writeText,
};
