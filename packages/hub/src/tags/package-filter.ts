import { GenericError } from '@koji/common/errors';

/**
 * The pkg_filter of an inheritance link. It is written in Python's dialect and matched at the start of a package's name;
 * what differs between the dialects is put into ours.
 */
export function compilePackageFilter(pattern: string): RegExp {
  const flags = /^\(\?([ims]+)\)/.exec(pattern);
  const body = (flags ? pattern.slice(flags[0].length) : pattern)
    .replaceAll('(?P<', '(?<')
    .replace(/\(\?P=(\w+)\)/g, '\\k<$1>')
    .replace(/(^|[^\\])((?:\\\\)*)\\A/g, '$1$2^')
    .replace(/(^|[^\\])((?:\\\\)*)\\Z/g, '$1$2$$');
  try {
    return new RegExp(`^(?:${body})`, flags?.[1] ?? '');
  } catch (cause) {
    throw new GenericError(`Invalid package filter: ${pattern}`, { cause });
  }
}

/** True when the name passes all filters met on the way to a tag. */
export function passesFilters(name: string, filters: readonly string[], compiled = new Map<string, RegExp>()): boolean {
  return filters.every((pattern) => {
    const filter = compiled.get(pattern) ?? compilePackageFilter(pattern);
    compiled.set(pattern, filter);
    return filter.test(name);
  });
}
