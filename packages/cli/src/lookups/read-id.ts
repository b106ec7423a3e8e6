import { GenericError } from '@koji/common/errors';

/** A number that something goes by at the hub. */
export function readId(word: string): number {
  if (!/^\s*[+-]?\d+\s*$/.test(word)) throw new GenericError(`not an id: ${word}`);
  return Number(word);
}
