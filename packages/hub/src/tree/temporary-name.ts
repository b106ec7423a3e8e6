import { randomBytes } from 'node:crypto';
import { basename, dirname, join } from 'node:path';

/** A name in the same directory that nobody looks for. */
export function temporaryBeside(path: string): string {
  return join(dirname(path), `.${basename(path).slice(0, 200)}.${randomBytes(6).toString('hex')}`);
}
