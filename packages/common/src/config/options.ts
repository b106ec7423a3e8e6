import { closest, distance } from 'fastest-levenshtein';

/** One setting: its key in the file, how its text is read and what it is when the file does not say. */
export interface Option<T> {
  readonly key: string;
  /** What may stand there, in the operator's words. */
  readonly kind: string;
  /** Further spellings that are taken. */
  readonly aliases?: readonly string[];
  readonly fallback: T;
  /** What parts the words of a list where it is shown; a space when left out. */
  readonly separator?: string;
  read(raw: string): T;
}
export type OptionTable = Readonly<Record<string, Option<unknown>>>;
export type OptionValues<T extends OptionTable> = { readonly [K in keyof T]: T[K] extends Option<infer V> ? V : never };

/** A setting that cannot be used; the message names file key and value. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

export function text(key: string, fallback: string, aliases: readonly string[] = []): Option<string> {
  return { key, aliases, kind: 'text', fallback, read: unquote };
}
export function optionalText(key: string, aliases: readonly string[] = []): Option<string | undefined> {
  return { key, aliases, kind: 'text', fallback: undefined, read: (raw) => unquote(raw) || undefined };
}
export function integer(key: string, fallback: number): Option<number> {
  return { key, kind: 'integer', fallback, read: (raw) => readInteger(key, raw) };
}
/** A whole number, or none for `none` and an empty text. */
export function optionalInteger(key: string): Option<number | undefined> {
  const read = (raw: string) => (/^(none)?$/i.test(raw.trim()) ? undefined : readInteger(key, raw));
  return { key, kind: 'integer', fallback: undefined, read };
}
function readInteger(key: string, raw: string): number {
  const n = Number(raw);
  if (raw.trim() === '' || !Number.isInteger(n)) throw new ConfigError(`${key} must be an integer, got '${raw}'`);
  return n;
}
/** on, yes, true, 1 and their opposites, in any case. */
export function boolean(key: string, fallback: boolean): Option<boolean> {
  return {
    key,
    kind: 'yes or no',
    fallback,
    read(raw) {
      const word = unquote(raw).toLowerCase();
      if (['true', 'yes', 'on', '1'].includes(word)) return true;
      if (['false', 'no', 'off', '0', 'none', ''].includes(word)) return false;
      throw new ConfigError(`${key} must be yes or no, got '${raw}'`);
    },
  };
}
/** Words parted by `separator`. */
export function list(
  key: string,
  fallback: readonly string[] = [],
  separator: string | RegExp = /\s+/,
): Option<readonly string[]> {
  return {
    key,
    kind: 'list',
    fallback,
    ...(typeof separator === 'string' ? { separator } : {}),
    read: (raw) =>
      unquote(raw)
        .split(separator)
        .map((word) => word.trim())
        .filter(Boolean),
  };
}
/** One of some words, written as they are listed or in another case; none of them when left out or empty. */
export function optionalWord<const W extends string>(key: string, words: readonly W[]): Option<W | undefined> {
  return {
    key,
    kind: words.join(' or '),
    fallback: undefined,
    read(raw) {
      const given = unquote(raw).toLowerCase();
      const word = words.find((each) => each.toLowerCase() === given);
      if (word === undefined && given !== '') throw new ConfigError(`${key} must be ${words.join(' or ')}, got '${raw}'`);
      return word;
    },
  };
}
/** A regular expression, as its text; an empty one stands for none. */
export function pattern(key: string, fallback: string): Option<string> {
  return {
    key,
    kind: 'regular expression',
    fallback,
    read(raw) {
      const source = unquote(raw);
      try {
        new RegExp(source);
      } catch (cause) {
        throw new ConfigError(`${key} must be a regular expression, got '${raw}'`, { cause });
      }
      return source;
    },
  };
}
function unquote(raw: string): string {
  const plain = raw.trim();
  return /^"[^"]*"$|^'[^']*'$/.test(plain) ? plain.slice(1, -1) : plain;
}

/** Keys of a section that no option of the table has, each with the known key that looks most like it. */
export function findUnknownKeys(table: OptionTable, section: ReadonlyMap<string, string>): { key: string; nearest?: string }[] {
  const known = Object.values(table).flatMap(keysOf);
  const folded = new Map(known.map((key) => [key.toLowerCase(), key]));
  return [...section.keys()]
    .filter((key) => !folded.has(key.toLowerCase()))
    .map((key) => {
      const nearest = closest(key.toLowerCase(), [...folded.keys()]);
      const isAlike = distance(key.toLowerCase(), nearest) <= Math.max(2, key.length / 3);
      return { key, ...(isAlike ? { nearest: folded.get(nearest) ?? nearest } : {}) };
    });
}

/** Reads a section by its table; the case of keys does not matter. A key that no option knows is an error that names it. */
export function readOptions<const T extends OptionTable>(
  table: T,
  section: ReadonlyMap<string, string>,
  file: string,
): OptionValues<T> {
  const unknown = findUnknownKeys(table, section).map(({ key, nearest }) =>
    nearest === undefined ? key : `${key} (the nearest is ${nearest})`,
  );
  if (unknown.length > 0) throw new ConfigError(`${file}: unknown options: ${unknown.join(', ')}`);
  return readKnownOptions(table, section);
}

/** The same for a section in which others may have keys, too. */
export function readKnownOptions<const T extends OptionTable>(table: T, section: ReadonlyMap<string, string>): OptionValues<T> {
  const folded = new Map([...section].map(([key, raw]) => [key.toLowerCase(), raw]));
  return Object.fromEntries(
    Object.entries(table).map(([name, option]) => {
      const raw = keysOf(option)
        .map((key) => folded.get(key.toLowerCase()))
        .find((value) => value !== undefined);
      return [name, raw === undefined ? option.fallback : option.read(raw)];
    }),
  ) as OptionValues<T>;
}
function keysOf({ key, aliases = [] }: Option<unknown>): readonly string[] {
  return [key, ...aliases];
}
