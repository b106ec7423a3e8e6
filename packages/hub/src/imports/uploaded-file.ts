import { stat } from 'node:fs/promises';
import { GenericError } from '@koji/common/errors';
import { unlessMissing } from '@koji/common/missing-files';
import type { Call } from '../rpc/call.ts';
import { assertPlainFile } from '../tree/move-into-place.ts';
import { assertNoLinks } from '../tree/no-links.ts';

/** The absolute path of a file that was uploaded under a path below the work directory. Throws GenericError unless it is there. */
export async function uploadedFile(call: Call, relative: string): Promise<string> {
  const path = call.layout.workPath(relative);
  await assertPlainFile(call, path);
  return path;
}
/** As uploadedFile, for what may have been moved away already: the link that was left for it will do. */
export async function uploadedOrMovedFile({ layout }: Call, relative: string): Promise<string> {
  const path = layout.workPath(relative);
  await assertNoLinks(layout.work(), path);
  if (!(await unlessMissing(stat(path)))?.isFile()) throw new GenericError(`No such file: ${path}`);
  return path;
}
