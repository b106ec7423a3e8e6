import { ByteWriter } from '@koji/common/wire/byte-writer';
import { memberStart } from '@koji/common/wire/value-writer';
import type pg from 'pg';
import { type CellWriter, cellWriter, documentWriter } from './cell-writers.ts';
import type { Documents } from './documents.ts';
import { Cells } from './row-cells.ts';
import type { RowSink } from './row-reader.ts';

/** Turns rows into structs on the wire without making values of them. */
export class RowEncoder implements RowSink {
  readonly #documents: Documents;
  readonly #out = new ByteWriter();
  #shape: Shape | undefined;
  #cells = new Cells(0);

  constructor(documents: Documents) {
    this.#documents = documents;
  }

  /** The rows since the last time. */
  take(): Buffer | undefined {
    const rows = this.#out.take();
    if (rows && this.#shape) this.#shape.usualBytes = rows.length;
    return rows;
  }

  columns(columns: readonly pg.FieldDef[]): void {
    this.#cells = new Cells(columns.length);
    this.#shape = shapeOf(columns, this.#documents);
    this.#out.expect(this.#shape.usualBytes);
  }

  row(bytes: Buffer, at: number): void {
    const [out, cells, { columns, end }] = [this.#out, this.#cells, this.#shape as Shape];
    cells.find(bytes, at);
    let isBehindElement = false;
    let index = 0;
    for (const column of columns) {
      const start = cells.start(index);
      if (start < 0) {
        out.add(isBehindElement ? column.null.behindElement : column.null.plain);
        isBehindElement = false;
      } else {
        out.add(isBehindElement ? column.value.behindElement : column.value.plain);
        column.write(out, bytes, start, cells.end(index));
        isBehindElement = column.isElement;
      }
      index++;
    }
    out.add(isBehindElement ? end.behindElement : end.plain);
  }
}

/** What comes next; behind the text of an element with the end of that. Written at one go, as most cells are shorter than their markup. */
interface Markup {
  readonly plain: Buffer;
  readonly behindElement: Buffer;
}
interface Column {
  readonly null: Markup;
  readonly value: Markup;
  readonly write: CellWriter['write'];
  /** Leaves its element open. */
  readonly isElement: boolean;
}
interface Shape {
  readonly columns: readonly Column[];
  readonly end: Markup;
  usualBytes: number;
}

/** By description, which a statement that stays prepared has but one of on a connection. */
const shapes = new WeakMap<readonly pg.FieldDef[], Map<Documents, Shape>>();
function shapeOf(fields: readonly pg.FieldDef[], documents: Documents): Shape {
  const known = shapes.get(fields) ?? new Map<Documents, Shape>();
  const shape = known.get(documents) ?? makeShape(fields, documents);
  known.set(documents, shape);
  shapes.set(fields, known);
  return shape;
}

function makeShape(fields: readonly pg.FieldDef[], documents: Documents): Shape {
  let elementEnd = '';
  const markup = (text: string): Markup => ({ plain: Buffer.from(text), behindElement: Buffer.from(elementEnd + text) });
  const columns = fields.map(({ name, dataTypeID }, index): Column => {
    const member = `${index === 0 ? '<value><struct>\n' : '</member>\n'}${memberStart(name)}`;
    const document = documents[name];
    const { element, write } = document ? documentWriter(document) : cellWriter(dataTypeID);
    const column = {
      null: markup(`${member}<value><nil/></value>`),
      value: markup(element ? `${member}<value><${element}>` : member),
      write,
      isElement: element !== undefined,
    };
    elementEnd = element ? `</${element}></value>\n` : '';
    return column;
  });
  return { columns, end: markup('</member>\n</struct></value>\n'), usualBytes: 0 };
}
