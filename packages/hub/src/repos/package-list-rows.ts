import { pathComponent } from '@koji/common/paths/rooted-join';
import { isDebuginfo } from '@koji/common/rpm/nvr';
import { ByteWriter } from '@koji/common/wire/byte-writer';
import type pg from 'pg';
import { Cells } from '../db/row-cells.ts';
import { RowJson } from '../db/row-json.ts';
import type { PortionSink } from '../db/row-reader.ts';

/** What goes into the lists of the same arches. */
export interface ListPart {
  readonly arches: readonly string[];
  /** Lines of `pkglist`. */
  readonly paths: Uint8Array;
  /** Lines of `rpmlist.jsonl`. */
  readonly records: Uint8Array;
}
interface Target {
  readonly arches: readonly string[];
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

/** Makes lines of package lists of the rows of rpms. What several arches have in common is made once. */
export class PackageLists implements PortionSink<ListPart[]> {
  readonly #rules: ListRules;
  readonly #byArch = new Map<string, Target | undefined>();
  readonly #byTargets = new Map<string, Target>();
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
    const target = this.#target(bytes);
    if (!target) return;
    this.#addPath(target.paths, bytes);
    this.#json.write(target.records, bytes, this.#cells);
    target.records.add(newline);
  }

  /** What has become long enough to be written. */
  take(): ListPart[] | undefined {
    const full = [...this.#byTargets.values()].filter((target) => target.records.length >= partBytes);
    return full.length === 0 ? undefined : full.map(partOf);
  }
  rest(): ListPart[] {
    return [...this.#byTargets.values()].map(partOf);
  }

  #target(bytes: Buffer): Target | undefined {
    if (!this.#rules.debuginfo && isDebuginfo(this.#text(bytes, 'name'))) return undefined;
    const arch = this.#text(bytes, 'arch');
    const known = this.#byArch.get(arch);
    if (known || this.#byArch.has(arch)) return known;
    const target = this.#newTarget(arch);
    this.#byArch.set(arch, target);
    return target;
  }
  #newTarget(arch: string): Target | undefined {
    const arches = this.#rules.targetsOf(arch);
    if (arches.length === 0) return undefined;
    pathComponent(arch, 'arch');
    const key = arches.join(' ');
    const target = this.#byTargets.get(key) ?? { arches, paths: new ByteWriter(), records: new ByteWriter() };
    this.#byTargets.set(key, target);
    return target;
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

function partOf({ arches, paths, records }: Target): ListPart {
  return { arches, paths: paths.take() ?? nothing, records: records.take() ?? nothing };
}
const nothing = new Uint8Array();
