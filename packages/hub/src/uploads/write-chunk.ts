import { GenericError } from '@koji/common/errors';
import type { CollectedBody } from './collect-body.ts';
import type { Destination } from './destination.ts';

/**
 * Puts a chunk into a file: at an offset, or at the end with -1. Overwriting cuts the file at the offset first; without
 * it the chunk must reach the file's end, as a repeated or next one does. What cannot be written whole leaves the file as
 * long as it was. Answers where the chunk went.
 */
export async function writeChunk(
  { file, size: before }: Destination,
  chunk: CollectedBody,
  { offset, overwrite, path }: { offset: number; overwrite: boolean; path: string },
): Promise<number> {
  const start = offset === -1 ? before : offset;
  if (!overwrite && start + chunk.size < before) throw new GenericError(`incomplete upload: ${path} goes on behind the chunk`);
  if (overwrite && start < before) await file.truncate(start);
  try {
    await chunk.copyTo(file, start);
  } catch (error) {
    await file.truncate(Math.min(before, overwrite ? start : before));
    throw error;
  }
  return start;
}
