import { KojiError } from '@koji/common/errors';

/** What one call of a batch answered. Throws the error that it met, so that what stands before it can be shown first. */
export function answered<T>(outcome: T): Exclude<T, KojiError> {
  if (outcome instanceof KojiError) throw outcome;
  return outcome as Exclude<T, KojiError>;
}
