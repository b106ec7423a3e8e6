/** What stands for words that differ from run to run. */
const patterns: { readonly [name: string]: string } = {
  VERSION: '\\S+',
  GREETING: '.+',
  DESC: ' *\\S.*',
  NOTE: '.+',
  TEXT: '.+',
  'TIME:asc': '\\w{3} \\w{3} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d \\d{4}',
  'TIME:rfc': '\\w{3}, \\d\\d \\w{3} \\d{4} \\d\\d:\\d\\d:\\d\\d \\S+',
};
const token = /<(\w+)#(\d+)(?:\+(\d+))?>|<([A-Z]+(?::\w+)?)>/g;

/**
 * The placeholders of transcripts. `<task#3>` is an id: the same one wherever it stands, and no other's. `<task#3+9>` is
 * one filled up with spaces to nine characters. `<HUB>` and others stand for places, the rest for words that are free.
 */
export class Placeholders {
  readonly #places: { readonly [name: string]: string };
  /** By kind of id: what a number of the transcripts is here. */
  readonly #ids = new Map<string, Map<string, string>>();

  constructor(places: { readonly [name: string]: string }) {
    this.#places = places;
  }

  /** A word of a command line as it is here. */
  fill(word: string): string {
    return word.replace(token, (whole: string, kind?: string, number?: string, _width?: string, name?: string) => {
      const known = kind === undefined ? this.#places[name ?? ''] : this.#ids.get(kind)?.get(number ?? '');
      if (known === undefined) throw new Error(`${whole} was never printed`);
      return known;
    });
  }

  /** The output as the transcript would have it: lines that fit become the transcript's, others stay. */
  render(output: string, expected: string, { inAnyOrder = false }: { readonly inAnyOrder?: boolean } = {}): string {
    const lines = output.split('\n');
    const wanted = expected.split('\n');
    if (!inAnyOrder) return lines.map((line, index) => (this.#fits(line, wanted[index]) ? wanted[index] : line)).join('\n');
    const found = wanted.filter((want) => {
      const index = lines.findIndex((line) => this.#fits(line, want));
      if (index >= 0) lines.splice(index, 1);
      return index >= 0;
    });
    return [...found, ...lines].join('\n');
  }

  #fits(line: string, expected: string | undefined): boolean {
    if (expected === undefined) return false;
    const ids: { readonly kind: string; readonly number: string; readonly width: number | undefined }[] = [];
    const pattern = replaceTokens(expected, (kind, number, width, name) => {
      if (kind === undefined || number === undefined) return this.#patternOf(name ?? '');
      ids.push({ kind, number, width: width === undefined ? undefined : Number(width) });
      return `(${this.#ids.get(kind)?.get(number) ?? '\\d+'}${width === undefined ? '' : ' *'})`;
    });
    const match = new RegExp(`^${pattern}$`).exec(line);
    if (!match) return false;
    return ids.every(({ kind, number, width }, index) => {
      const here = match[index + 1]!;
      return (width === undefined || here.length === width) && this.#learn(kind, number, here.trimEnd());
    });
  }

  #patternOf(name: string): string | undefined {
    const place = this.#places[name];
    return place === undefined ? patterns[name] : escaped(place);
  }

  #learn(kind: string, number: string, here: string): boolean {
    const known = this.#ids.get(kind) ?? new Map<string, string>();
    this.#ids.set(kind, known);
    if (!known.has(number) && [...known.values()].includes(here)) return false;
    known.set(number, here);
    return true;
  }
}

type Replace = (kind?: string, number?: string, width?: string, name?: string) => string | undefined;

/** A pattern for the line; placeholders that nobody knows stand for themselves. */
function replaceTokens(line: string, replace: Replace): string {
  let pattern = '';
  let end = 0;
  for (const { 0: whole, 1: kind, 2: number, 3: width, 4: name, index } of line.matchAll(token)) {
    pattern += escaped(line.slice(end, index)) + (replace(kind, number, width, name) ?? escaped(whole));
    end = index + whole.length;
  }
  pattern += escaped(line.slice(end));
  // How far a column is filled up depends on how long the places before it are.
  return line.includes('<TOPDIR>') ? pattern.replace(/ {2,}/g, ' {2,}') : pattern;
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
