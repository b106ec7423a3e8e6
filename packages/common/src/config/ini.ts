/** A file's sections in order of appearance, each a map from key to raw text. */
export type IniSections = Map<string, Map<string, string>>;

export interface IniOptions {
  /** Python's parsers fold keys to lower case; hub.conf keeps them. */
  readonly keepCase?: boolean;
  /** Takes `Key value` lines too, as the oldest hub.conf files have them. */
  readonly spaceSeparated?: boolean;
  /** Where lines before any section header go; without it they are an error. */
  readonly defaultSection?: string;
}

export class IniSyntaxError extends Error {
  override name = 'IniSyntaxError';
}

/**
 * Reads an ini text as Python's RawConfigParser does: `=` or `:` after the key, `#` and `;` comment lines, lines that are
 * indented deeper than their key go on with its value, empty lines inside a value count, [DEFAULT] holds for all sections.
 */
export function parseIni(text: string, file: string, options: IniOptions = {}): IniSections {
  const reader = new IniReader(file, options);
  for (const [index, line] of text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .entries())
    reader.line(line, index + 1);
  return reader.finish();
}

class IniReader {
  readonly #file: string;
  readonly #options: IniOptions;
  readonly #sections: IniSections = new Map();
  #section: Map<string, string> | undefined;
  /** The setting whose value may go on in the next line, and how far it is indented. */
  #open: { readonly key: string; readonly indent: number; readonly lines: string[] } | undefined;

  constructor(file: string, options: IniOptions) {
    this.#file = file;
    this.#options = options;
    if (options.defaultSection !== undefined) this.#section = openSection(this.#sections, options.defaultSection);
  }

  line(line: string, number: number): void {
    const content = line.trim();
    if (/^[#;]/.test(content)) return;
    const indent = line.length - line.trimStart().length;
    if (this.#open && (content === '' || indent > this.#open.indent)) {
      this.#open.lines.push(content);
    } else if (content !== '') {
      this.#close();
      this.#header(content) || this.#setting(content, indent, number);
    }
  }
  #header(content: string): boolean {
    const name = /^\[(.+)\]/.exec(content)?.[1];
    if (name !== undefined) this.#section = openSection(this.#sections, name);
    return name !== undefined;
  }
  #setting(content: string, indent: number, number: number): void {
    const where = `${this.#file}:${number}`;
    if (!this.#section) throw new IniSyntaxError(`${where}: a setting before any [section]`);
    const { keepCase, spaceSeparated } = this.#options;
    // With both kinds of separator a space ends the key, so that `ProxyDNs CN=web` has its value whole.
    const pair = spaceSeparated
      ? (/^([^\s=:]+)\s*[=:]\s*(.*)$/.exec(content) ?? /^(\S+)\s+(.*)$/.exec(content))
      : /^([^=:]+?)\s*[=:]\s*(.*)$/.exec(content);
    if (!pair) throw new IniSyntaxError(`${where}: neither a [section] nor 'key = value': ${content.slice(0, 60)}`);
    const [, key, value] = pair as unknown as [string, string, string];
    this.#open = { key: keepCase ? key : key.toLowerCase(), indent, lines: [value] };
  }
  #close(): void {
    if (this.#open) this.#section?.set(this.#open.key, this.#open.lines.join('\n').trimEnd());
    this.#open = undefined;
  }

  finish(): IniSections {
    this.#close();
    const defaults = this.#sections.get('DEFAULT') ?? new Map<string, string>();
    this.#sections.delete('DEFAULT');
    return new Map([...this.#sections].map(([name, section]) => [name, new Map([...defaults, ...section])]));
  }
}

function openSection(sections: IniSections, name: string): Map<string, string> {
  const known = sections.get(name);
  if (known) return known;
  const section = new Map<string, string>();
  sections.set(name, section);
  return section;
}

/** Lays the settings of `over` on top of those of `under`. */
export function mergeIni(under: IniSections, over: IniSections): IniSections {
  const merged: IniSections = new Map([...under].map(([name, section]) => [name, new Map(section)]));
  for (const [name, section] of over) {
    const target = openSection(merged, name);
    for (const [key, value] of section) target.set(key, value);
  }
  return merged;
}
