import { lstat } from 'node:fs/promises';

/** What a look at files found; undefined where there is nothing, or can be nothing. Every other error stays one. */
export async function unlessMissing<T>(look: Promise<T>): Promise<T | undefined> {
  try {
    return await look;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'].some((code) => isErrno(error, code))) return undefined;
    throw error;
  }
}

/** Whether something of that name is there, be it a link that leads nowhere. */
export async function isThere(path: string): Promise<boolean> {
  return (await unlessMissing(lstat(path))) !== undefined;
}

export function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
