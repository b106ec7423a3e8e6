/** One setting: its key in the file, how its text is read and what it is when the file does not say. */
export interface Option<T> {
  readonly key: string;
  /** Further spellings that are taken. */
  readonly aliases?: readonly string[];
  readonly fallback: T;
  read(raw: string): T;
}
export type OptionTable = Readonly<Record<string, Option<unknown>>>;
export type OptionValues<T extends OptionTable> = { readonly [K in keyof T]: T[K] extends Option<infer V> ? V : never };

/** A setting that cannot be used; the message names file key and value. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

export function text(key: string, fallback: string, aliases: readonly string[] = []): Option<string> {
  return { key, aliases, fallback, read: unquote };
}
export function optionalText(key: string, aliases: readonly string[] = []): Option<string | undefined> {
  return { key, aliases, fallback: undefined, read: (raw) => unquote(raw) || undefined };
}
export function integer(key: string, fallback: number): Option<number> {
  return { key, fallback, read: (raw) => readInteger(key, raw) };
}
/** A whole number, or none for `none` and an empty text. */
export function optionalInteger(key: string): Option<number | undefined> {
  return { key, fallback: undefined, read: (raw) => (/^(none)?$/i.test(raw.trim()) ? undefined : readInteger(key, raw)) };
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
    fallback,
    read(raw) {
      const word = unquote(raw).toLowerCase();
      if (['true', 'yes', 'on', '1'].includes(word)) return true;
      if (['false', 'no', 'off', '0', 'none', ''].includes(word)) return false;
      throw new ConfigError(`${key} must be yes or no, got '${raw}'`);
    },
  };
}
/** Words split at `separator`. */
export function list(key: string, fallback: readonly string[] = [], separator: RegExp = /\s+/): Option<readonly string[]> {
  return {
    key,
    fallback,
    read: (raw) =>
      unquote(raw)
        .split(separator)
        .map((word) => word.trim())
        .filter(Boolean),
  };
}
function unquote(raw: string): string {
  const plain = raw.trim();
  return /^"[^"]*"$|^'[^']*'$/.test(plain) ? plain.slice(1, -1) : plain;
}

/** Reads a section by its table. A key that no option knows is an error that names it. */
export function readOptions<const T extends OptionTable>(
  table: T,
  section: ReadonlyMap<string, string>,
  file: string,
): OptionValues<T> {
  const known = new Set(Object.values(table).flatMap((option) => [option.key, ...(option.aliases ?? [])]));
  const unknown = [...section.keys()].filter((key) => !known.has(key));
  if (unknown.length > 0) throw new ConfigError(`${file}: unknown options: ${unknown.join(', ')}`);
  return Object.fromEntries(
    Object.entries(table).map(([name, option]) => {
      const raw = [option.key, ...(option.aliases ?? [])].map((key) => section.get(key)).find((value) => value !== undefined);
      return [name, raw === undefined ? option.fallback : option.read(raw)];
    }),
  ) as OptionValues<T>;
}
