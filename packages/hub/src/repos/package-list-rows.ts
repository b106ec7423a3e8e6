import { pathComponent } from '@koji/common/paths/rooted-join';
import { isDebuginfo } from '@koji/common/rpm/nvr';
import { ByteWriter } from '@koji/common/wire/byte-writer';
import type pg from 'pg';
import { Cells } from '../db/row-cells.ts';
import { RowJson } from '../db/row-json.ts';
import type { PortionSink } from '../db/row-reader.ts';

/** What goes into the lists of an arch next. */
export interface ListPart {
  readonly arch: string;
  /** Lines of `pkglist`. */
  readonly paths: Uint8Array;
  /** Lines of `rpmlist.jsonl`. */
  readonly records: Uint8Array;
}
interface Lists {
  readonly arch: string;
  readonly paths: ByteWriter;
  readonly records: ByteWriter;
}
export interface ListRules {
  /** The directory of each build as paths begin with it, by id. */
  readonly directories: ReadonlyMap<number, Uint8Array>;
  readonly debuginfo: boolean;
  /** The lists that rpms of an arch go into. */
  readonly targetsOf: (arch: string) => readonly string[];
}

/** Columns from which paths are made. */
const pathColumns = ['build_id', 'arch', 'name', 'version', 'release'] as const;
type PathColumn = (typeof pathColumns)[number];

const partBytes = 1 << 20;
const [slash, hyphen, dot] = ['/', '-', '.'].map((character) => Buffer.from(character)) as [Buffer, Buffer, Buffer];
const rpmSuffix = Buffer.from('.rpm\n');
const newline = Buffer.from('\n');

/** Makes lines of package lists of the rows of rpms. A line of several arches is made once. */
export class PackageLists implements PortionSink<ListPart[]> {
  readonly #rules: ListRules;
  /** By arch of the repository. */
  readonly #lists = new Map<string, Lists>();
  /** By arch of the rpm, where its lines go. */
  readonly #targets = new Map<string, readonly Lists[]>();
  #indexes = Object.fromEntries(pathColumns.map((name) => [name, -1])) as Record<PathColumn, number>;
  #cells = new Cells(0);
  #json = new RowJson([], []);

  constructor(rules: ListRules) {
    this.#rules = rules;
  }

  columns(columns: readonly pg.FieldDef[]): void {
    for (const name of pathColumns) this.#indexes[name] = columns.findIndex((column) => column.name === name);
    this.#cells = new Cells(columns.length);
    this.#json = new RowJson(columns, ['extra']);
  }

  row(bytes: Buffer, at: number): void {
    this.#cells.find(bytes, at);
    const [first, ...others] = this.#targetsOf(bytes);
    if (!first) return;
    const [pathsLength, recordsLength] = [first.paths.length, first.records.length];
    this.#addPath(first.paths, bytes);
    this.#json.write(first.records, bytes, this.#cells);
    first.records.add(newline);
    for (const { paths, records } of others) {
      paths.addTail(first.paths, pathsLength);
      records.addTail(first.records, recordsLength);
    }
  }

  /** What has become long enough to be written. */
  take(): ListPart[] | undefined {
    const full = [...this.#lists.values()].filter((lists) => lists.records.length >= partBytes);
    return full.length === 0 ? undefined : full.map(partOf);
  }
  rest(): ListPart[] {
    return [...this.#lists.values()].map(partOf);
  }

  #targetsOf(bytes: Buffer): readonly Lists[] {
    if (!this.#rules.debuginfo && isDebuginfo(this.#text(bytes, 'name'))) return [];
    const arch = this.#text(bytes, 'arch');
    let targets = this.#targets.get(arch);
    if (!targets) {
      targets = this.#rules.targetsOf(arch).map((each) => this.#listsOf(each));
      if (targets.length > 0) pathComponent(arch, 'arch');
      this.#targets.set(arch, targets);
    }
    return targets;
  }
  #listsOf(arch: string): Lists {
    const lists = this.#lists.get(arch) ?? { arch, paths: new ByteWriter(), records: new ByteWriter() };
    this.#lists.set(arch, lists);
    return lists;
  }

  /** Spelt as pkglistPath does. */
  #addPath(out: ByteWriter, bytes: Buffer): void {
    out.add(this.#rules.directories.get(Number(this.#text(bytes, 'build_id'))) as Uint8Array);
    this.#addCell(out, bytes, 'arch');
    out.add(slash);
    this.#addCell(out, bytes, 'name');
    out.add(hyphen);
    this.#addCell(out, bytes, 'version');
    out.add(hyphen);
    this.#addCell(out, bytes, 'release');
    out.add(dot);
    this.#addCell(out, bytes, 'arch');
    out.add(rpmSuffix);
  }
  #addCell(out: ByteWriter, bytes: Buffer, column: PathColumn): void {
    const index = this.#indexes[column];
    const [start, end] = [this.#cells.start(index), this.#cells.end(index)];
    for (let at = start; at < end; at++) if (bytes[at] === slash[0]) pathComponent(this.#text(bytes, column), column);
    out.addPart(bytes, start, end);
  }
  /** What is not ASCII comes out as something else. */
  #text(bytes: Buffer, column: PathColumn): string {
    const index = this.#indexes[column];
    return bytes.toString('latin1', this.#cells.start(index), this.#cells.end(index));
  }
}

function partOf({ arch, paths, records }: Lists): ListPart {
  return { arch, paths: paths.take() ?? nothing, records: records.take() ?? nothing };
}
const nothing = new Uint8Array();
