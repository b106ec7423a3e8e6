import { ConfigError } from './options.ts';

/** A section's settings with their references filled in. */
export function interpolateSection(section: ReadonlyMap<string, string>): Map<string, string> {
  return new Map([...section.keys()].map((key) => [key, interpolate(key, section)]));
}

/**
 * A setting with `%(key)s` filled in from the same section and `%%` read as a percent sign, as Python's ConfigParser does.
 * A stray `%`, an unknown key and a circle are errors that name the setting.
 */
export function interpolate(key: string, section: ReadonlyMap<string, string>, open: readonly string[] = []): string {
  if (open.includes(key)) throw new ConfigError(`${open[0]}: refers to itself through ${key}`);
  const raw = section.get(key);
  if (raw === undefined) throw new ConfigError(`${open[0] ?? key}: refers to ${key}, which is not set`);
  return raw.replace(/%(%|\(([^)]+)\)s)?/g, (_match, rest: string | undefined, name: string | undefined) => {
    if (rest === '%') return '%';
    if (name === undefined) throw new ConfigError(`${key}: '%' must be written as '%%' or begin '%(key)s'`);
    return interpolate(name.toLowerCase(), section, [...open, key]);
  });
}
