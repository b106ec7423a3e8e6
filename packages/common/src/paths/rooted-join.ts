import { GenericError } from '../errors.ts';

/**
 * Joins relative paths below a root, dropping empty and `.` parts. Throws GenericError for anything that would leave
 * the root: absolute segments, `..`, NUL. Symbolic links on disk are not looked at; who opens the file must.
 */
export function rootedJoin(root: string, ...segments: readonly string[]): string {
  const parts = segments.flatMap(checkedParts);
  const trimmed = root.replace(/\/+$/, '');
  return parts.length === 0 ? trimmed || '/' : `${trimmed}/${parts.join('/')}`;
}

/** The parts of a relative path. Throws GenericError as rootedJoin does. */
export function checkedParts(segment: string): string[] {
  if (segment.startsWith('/')) throw new GenericError(`path must be relative: ${segment}`);
  if (segment.includes('\0')) throw new GenericError(`NUL in path: ${JSON.stringify(segment)}`);
  const parts = segment.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..')) throw new GenericError(`path leaves its root: ${segment}`);
  return parts;
}

/** Throws GenericError unless the value is one plain file name: not empty, not `.` or `..`, no slash, no NUL. */
export function pathComponent(value: string | number, what: string): string {
  const text = String(value);
  if (text === '' || text === '.' || text === '..' || /[/\0]/.test(text)) {
    throw new GenericError(`${what} cannot be part of a path: ${JSON.stringify(text)}`);
  }
  return text;
}
