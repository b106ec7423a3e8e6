import { statfs } from 'node:fs/promises';
import { GenericError } from '@koji/common/errors';

/** Space in MiB that this user may still fill. Throws GenericError for a directory that does not exist. */
export async function freeSpaceMiB(directory: string): Promise<number> {
  try {
    const { bavail, bsize } = await statfs(directory);
    return Math.floor((bavail * bsize) / (1024 * 1024));
  } catch (cause) {
    throw new GenericError(`cannot look at the file system of ${directory}: ${(cause as Error).message}`, { cause });
  }
}
