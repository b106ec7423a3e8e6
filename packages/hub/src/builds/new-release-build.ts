import { GenericError } from '@koji/common/errors';
import type { Build } from '@koji/common/types/build';
import type { WireStruct } from '@koji/common/wire/values';
import type { Call } from '../rpc/call.ts';
import { readBuildRequest } from './build-request.ts';
import { type NewBuildOptions, newBuild, tryNewBuild } from './new-build.ts';
import { nextRelease } from './next-release.ts';
import { findNewestRelease } from './queries.ts';

/** As many others may take the release we are about to take. */
const attempts = 9;

/** As newBuild. Data without a release get the next one that nobody has. */
export async function newReleaseBuild(call: Call, data: WireStruct, options: NewBuildOptions): Promise<Build> {
  if (data.release !== undefined && data.release !== null) return newBuild(call, readBuildRequest(data), options);
  for (let step = 1; step <= attempts; step += 1) {
    const { name, version } = readBuildRequest({ ...data, release: '1' });
    const release = nextRelease(await findNewestRelease(call.db, { name, version }), step);
    const build = await tryNewBuild(call, readBuildRequest({ ...data, release }), options);
    if (build) return build;
  }
  throw new GenericError("Can't find available release");
}
