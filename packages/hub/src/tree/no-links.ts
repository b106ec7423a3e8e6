import { lstat } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { GenericError } from '@koji/common/errors';
import { unlessMissing } from '@koji/common/missing-files';

/**
 * Throws GenericError unless every directory between the root and the path is one itself: a link would lead clients, who name
 * the path, to wherever it points. Those that are not there yet pass. The root may be a link; operators keep areas elsewhere.
 */
export async function assertNoLinks(root: string, path: string): Promise<void> {
  let at = root;
  for (const part of relative(root, dirname(path)).split('/').filter(Boolean)) {
    at = join(at, part);
    const found = await unlessMissing(lstat(at));
    if (!found) return;
    if (!found.isDirectory()) throw new GenericError(`${at} is not a directory`);
  }
}
