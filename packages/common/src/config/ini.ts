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
 * Reads an ini text as Python's RawConfigParser does: `=` or `:` after the key, `#` and `;` comment lines,
 * indented lines go on with the value before, empty lines inside a value count.
 */
export function parseIni(text: string, file: string, options: IniOptions = {}): IniSections {
  const sections: IniSections = new Map();
  let section: Map<string, string> | undefined = options.defaultSection === undefined ? undefined : openSection(sections, options.defaultSection);
  let key: string | undefined;
  let lines: string[] = [];
  const finish = () => {
    if (section && key !== undefined) section.set(key, lines.join('\n').trimEnd());
    key = undefined;
    lines = [];
  };
  for (const [index, line] of text.replace(/^\ufeff/, '').split(/\r?\n/).entries()) {
    const trimmed = line.trim();
    if (/^[#;]/.test(trimmed)) continue;
    if (trimmed === '') {
      if (key !== undefined) lines.push('');
      continue;
    }
    if (/^\s/.test(line) && key !== undefined) {
      lines.push(trimmed);
      continue;
    }
    finish();
    const header = /^\[(.+)\]/.exec(trimmed);
    if (header) {
      section = openSection(sections, header[1] as string);
      continue;
    }
    if (!section) throw new IniSyntaxError(`${file}:${index + 1}: a setting before any [section]`);
    const pair = /^([^=:]+?)\s*[=:]\s*(.*)$/.exec(trimmed) ?? (options.spaceSeparated ? /^(\S+)\s+(.*)$/.exec(trimmed) : null);
    if (!pair) throw new IniSyntaxError(`${file}:${index + 1}: neither a [section] nor 'key = value': ${trimmed.slice(0, 60)}`);
    key = options.keepCase ? (pair[1] as string) : (pair[1] as string).toLowerCase();
    lines = [pair[2] as string];
  }
  finish();
  return sections;
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
