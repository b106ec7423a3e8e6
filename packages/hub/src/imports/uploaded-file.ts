import type { Call } from '../rpc/call.ts';
import { assertPlainFile } from '../tree/move-into-place.ts';

/** The absolute path of a file that was uploaded under a path below the work directory. Throws GenericError unless it is there. */
export async function uploadedFile(call: Call, relative: string): Promise<string> {
  const path = call.layout.workPath(relative);
  await assertPlainFile(path);
  return path;
}
