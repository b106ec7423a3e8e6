import { GenericError } from '@koji/common/errors';

/** Whether a word is the number of something at the hub, in the forms that Python's int() takes. */
export function isId(word: string): boolean {
  return /^\s*[+-]?\d+\s*$/.test(word);
}

/** A number that something goes by at the hub. */
export function readId(word: string): number {
  if (!isId(word)) throw new GenericError(`not an id: ${word}`);
  return Number(word);
}

/** Digits are an id, all else is a name. */
export function idOrName(word: string): number | string {
  return /^\d+$/.test(word) ? Number(word) : word;
}
