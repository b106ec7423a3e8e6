import { KojiError } from '@koji/common/errors';

/** The answer of a call that must have one; its fault is thrown. */
export function answered<T>(outcome: T): Exclude<T, KojiError> {
  if (outcome instanceof KojiError) throw outcome;
  return outcome as Exclude<T, KojiError>;
}
/** The answer, or something else where the call failed. */
export function orElse<T, F>(outcome: T, fallback: F): Exclude<T, KojiError | undefined> | F {
  return outcome instanceof KojiError || outcome === undefined ? fallback : (outcome as Exclude<T, KojiError | undefined>);
}
/** The answer, if there is one: none where the call failed or found nothing. */
export function maybe<T>(outcome: T): NonNullable<Exclude<T, KojiError | undefined>> | undefined {
  return orElse(outcome, undefined) ?? undefined;
}

/** The options by which a call that lists things answers how many they are. */
export const countOnly = { countOnly: true };
/** Their number; 0 where the call failed. */
export function countOf(outcome: unknown): number {
  return Number(orElse(outcome, 0));
}
/** One thing, where the call takes a list of keys as well and answers a list for that. */
export function single<T>(answer: T): Exclude<T, readonly unknown[]> {
  return answer as Exclude<T, readonly unknown[]>;
}
