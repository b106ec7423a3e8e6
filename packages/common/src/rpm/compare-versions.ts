/** Epoch, version and release; a missing epoch counts as 0. */
export type Evr = { epoch?: number | null; version: string; release: string };

const tilde = 0x7e;
const caret = 0x5e;

/**
 * Orders two version or release texts as rpm does: negative, 0 or positive. Runs of digits compare as numbers, runs of
 * letters as text, digits beat letters, `~` sorts before everything and `^` after the end but before anything longer.
 */
export function compareVersions(first: string, second: string): number {
  if (first === second) return 0;
  let i = 0;
  let j = 0;
  while (i < first.length || j < second.length) {
    i = skipSeparators(first, i);
    j = skipSeparators(second, j);
    const a = first.charCodeAt(i);
    const b = second.charCodeAt(j);
    if (a === tilde || b === tilde) {
      if (a !== b) return a === tilde ? -1 : 1;
      i += 1;
      j += 1;
      continue;
    }
    if (a === caret || b === caret) {
      if (Number.isNaN(a)) return -1;
      if (Number.isNaN(b)) return 1;
      if (a !== b) return a === caret ? -1 : 1;
      i += 1;
      j += 1;
      continue;
    }
    if (Number.isNaN(a) || Number.isNaN(b)) break;
    const numeric = isDigit(a);
    const inSegment = numeric ? isDigit : isLetter;
    const firstEnd = segmentEnd(first, i, inSegment);
    const secondEnd = segmentEnd(second, j, inSegment);
    if (secondEnd === j) return numeric ? 1 : -1;
    const order = compareSegments(first.slice(i, firstEnd), second.slice(j, secondEnd), numeric);
    if (order !== 0) return order;
    i = firstEnd;
    j = secondEnd;
  }
  return Math.sign(first.length - i) - Math.sign(second.length - j);
}

/** Orders by epoch, then version, then release. */
export function compareEvr(first: Evr, second: Evr): number {
  const epochs = (first.epoch ?? 0) - (second.epoch ?? 0);
  return epochs || compareVersions(first.version, second.version) || compareVersions(first.release, second.release);
}

function compareSegments(first: string, second: string, numeric: boolean): number {
  const a = numeric ? first.replace(/^0+/, '') : first;
  const b = numeric ? second.replace(/^0+/, '') : second;
  if (numeric && a.length !== b.length) return a.length - b.length;
  return a === b ? 0 : a < b ? -1 : 1;
}

function skipSeparators(text: string, from: number): number {
  let at = from;
  while (at < text.length && !isOrdered(text.charCodeAt(at))) at += 1;
  return at;
}

function segmentEnd(text: string, from: number, inSegment: (code: number) => boolean): number {
  let at = from;
  while (at < text.length && inSegment(text.charCodeAt(at))) at += 1;
  return at;
}

function isOrdered(code: number): boolean {
  return isDigit(code) || isLetter(code) || code === tilde || code === caret;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function isLetter(code: number): boolean {
  return (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a);
}
