import { KojiError } from '@koji/common/errors';

/** The answer of a call that must have one; its fault is thrown. */
export function answered<T>(outcome: T): Exclude<T, KojiError> {
  if (outcome instanceof KojiError) throw outcome;
  return outcome as Exclude<T, KojiError>;
}
/** The answer, or something else where the call failed. */
export function orElse<T, F>(outcome: T, fallback: F): Exclude<T, KojiError> | F {
  return outcome instanceof KojiError ? fallback : (outcome as Exclude<T, KojiError>);
}
