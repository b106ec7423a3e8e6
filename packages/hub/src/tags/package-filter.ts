import { createContext, Script } from 'node:vm';
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

/** Honest filters take microseconds a name. */
const longestMs = 1000;
const context = createContext({ step: undefined as (() => unknown) | undefined });
const runStep = new Script('step()');

/**
 * Takes a step that asks filters. One whose expression never comes to an end, which whoever edits a tag can write, would keep
 * the process from everything else: it is given up, which is a fault.
 */
export function withFilters<T>(filters: readonly string[], step: () => T): T {
  context.step = step;
  try {
    return runStep.runInContext(context, { timeout: longestMs }) as T;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    throw new GenericError(`Package filters take too long: ${filters.join(', ')}`);
  } finally {
    context.step = undefined;
  }
}
