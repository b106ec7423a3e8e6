import { ConfigError } from '@koji/common/config/options';

/**
 * Fills in `%(key)s` from the same section and reads `%%` as a percent sign, as Python's ConfigParser does.
 * A stray `%`, an unknown key and a circle are errors that name the key.
 */
export function interpolate(key: string, section: ReadonlyMap<string, string>, open: readonly string[] = []): string {
  if (open.includes(key)) throw new ConfigError(`${open[0]}: refers to itself through ${key}`);
  const raw = section.get(key);
  if (raw === undefined) throw new ConfigError(`${open[0]}: refers to ${key}, which is not set`);
  return raw.replace(/%(%|\(([^)]+)\)s)?/g, (_match, rest: string | undefined, name: string | undefined) => {
    if (rest === '%') return '%';
    if (name === undefined) throw new ConfigError(`${key}: '%' must be written as '%%' or begin '%(key)s'`);
    return interpolate(name.toLowerCase(), section, [...open, key]);
  });
}
