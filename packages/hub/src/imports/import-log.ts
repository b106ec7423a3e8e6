import { basename } from 'node:path';
import type { Build } from '@koji/common/types/build';
import type { Call } from '../rpc/call.ts';
import { moveIntoPlace } from '../tree/move-into-place.ts';

/** Moves an uploaded log to the build's, below `subdir` (the arch, say). */
export async function importLog(call: Call, build: Build, path: string, subdir: string): Promise<void> {
  await moveIntoPlace(call, path, call.layout.buildLogs(build, subdir, basename(path)));
}
