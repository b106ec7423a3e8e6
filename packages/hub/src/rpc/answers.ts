import { GenericError } from '@koji/common/errors';

/** `strict` in one place: queries say undefined, the API says nil or faults. */
export function orNull<T>(found: T | undefined, strict: boolean, missing: string): T | null {
  if (found !== undefined) return found;
  if (strict) throw new GenericError(missing);
  return null;
}
/** For things that must be there. */
export function orFault<T>(found: T | undefined | null, missing: string): T {
  if (found === undefined || found === null) throw new GenericError(missing);
  return found;
}
