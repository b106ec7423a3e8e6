import { ConfigError } from '@koji/common/config/options';

/**
 * Fills in `%(key)s` from the same section and reads `%%` as a percent sign, as Python's ConfigParser does.
 * A stray `%`, an unknown key and a circle are errors that name the key.
 */
export function interpolateSection(section: ReadonlyMap<string, string>): Map<string, string> {
  return new Map([...section].map(([key, raw]) => [key, interpolate(key, raw, section, new Set([key]))]));
}

function interpolate(key: string, raw: string, section: ReadonlyMap<string, string>, open: ReadonlySet<string>): string {
  return raw.replace(/%(%|\(([^)]+)\)s)?/g, (_match, rest: string | undefined, name: string | undefined) => {
    if (rest === '%') return '%';
    if (name === undefined) throw new ConfigError(`${key}: '%' must be written as '%%' or begin '%(key)s'`);
    const wanted = name.toLowerCase();
    const value = section.get(wanted);
    if (value === undefined) throw new ConfigError(`${key}: refers to ${wanted}, which is not set`);
    if (open.has(wanted)) throw new ConfigError(`${key}: refers to itself through ${wanted}`);
    return interpolate(key, value, section, new Set([...open, wanted]));
  });
}
