import type { NamePart } from './name.ts';

// Signs of the notation count where an even number of backslashes stands before them.

/** The subject of Node's X509Certificate: an RDN a line, the root first, values escaped as in RFC 2253. */
export function parseSubjectLines(subject: string): NamePart[] {
  return subject.split('\n').flatMap(attributesOf);
}

/**
 * A subject as it is written in one line, root first in the answer: `/C=US/O=Example/CN=alice` of older programs or
 * `CN=alice,O=Example,C=US` of RFC 2253, the most specific part first.
 */
export function parseSubject(text: string): NamePart[] {
  if (text.startsWith('/'))
    return text
      .slice(1)
      .split(/(?<=(?<!\\)(?:\\\\)*)\/(?=[A-Za-z0-9.]+=)/)
      .flatMap(attributesOf);
  return text
    .split(/(?<=(?<!\\)(?:\\\\)*),\s*/)
    .reverse()
    .flatMap(attributesOf);
}

/**
 * The subject in a header of a front end. Older ones leave a slash in a value as it is, so that `/CN=mallory/OU=x/CN=alice`
 * may be two parts: where it is open who is meant, it is nobody, and the answer is empty.
 */
export function parseForwardedSubject(header: string): NamePart[] {
  // Node reads headers as Latin-1, Apache writes names in UTF-8.
  const parts = parseSubject(Buffer.from(header, 'latin1').toString('utf8'));
  if (!header.startsWith('/')) return parts;
  // Empty parts count too: the slash after `CN=` may be where a value begins.
  const types = [...header.matchAll(/\/([A-Za-z0-9.]+)=/g)]
    .map(([, type]) => type)
    .filter((type) => type !== 'DC' && type !== 'OU');
  return new Set(types).size < types.length ? [] : parts;
}

/** The value of the most specific part of that type. */
export function componentOf(subject: readonly NamePart[], type: string): string | undefined {
  return subject.findLast((part) => part.type === type)?.value;
}

/** `/O=Example/CN=alice`, for people. */
export function formatSubject(subject: readonly NamePart[]): string {
  return subject.map(({ type, value }) => `/${type}=${value}`).join('');
}

/** Whether both name the same, compared part by part. */
export function isSameSubject(a: readonly NamePart[], b: readonly NamePart[]): boolean {
  return a.length === b.length && a.every(({ type, value }, i) => type === b[i]?.type && value === b[i]?.value);
}

function attributesOf(rdn: string): NamePart[] {
  return rdn.split(/(?<=(?<!\\)(?:\\\\)*)\s*\+\s*(?=[A-Za-z0-9.]+=)/).flatMap((pair) => {
    const [, type, value] = /^\s*([A-Za-z0-9.]+)\s*=(.+)$/s.exec(pair) ?? [];
    return type === undefined || value === undefined ? [] : [{ type, value: readEscapes(value.trim()) }];
  });
}

/** Escapes are a character of its own, or a byte of UTF-8: `\,`, `\C3`, in the older form `\xC3`. */
function readEscapes(value: string): string {
  if (!value.includes('\\')) return value;
  const pieces = value.match(/\\x?[0-9A-Fa-f]{2}|\\.|[^\\]+/gs) ?? [];
  const bytes = pieces.map((piece) => {
    const hex = /^\\x?([0-9A-Fa-f]{2})$/.exec(piece)?.[1];
    return hex === undefined ? Buffer.from(piece.replace(/^\\/, '')) : Buffer.from(hex, 'hex');
  });
  return Buffer.concat(bytes).toString('utf8');
}
