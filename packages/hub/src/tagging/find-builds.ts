import type { Build } from '@koji/common/types/build';
import { type BuildKey, describeBuildKey } from '../builds/build-key.ts';
import { listBuildsById } from '../builds/queries.ts';
import { orFault } from '../rpc/answers.ts';
import type { Call } from '../rpc/call.ts';
import { listBuildIds } from './queries.ts';

/** Builds in the order they are named in; all must be there. */
export async function requireBuilds({ db }: Pick<Call, 'db'>, keys: readonly BuildKey[]): Promise<Build[]> {
  const names = keys.filter((key) => typeof key !== 'number');
  const ids = new Map((await listBuildIds(db, names)).map((build) => [describeBuildKey(build), build.id]));
  const wanted = keys.map((key) => (typeof key === 'number' ? key : (ids.get(describeBuildKey(key)) ?? 0)));
  const builds = new Map((await listBuildsById(db, wanted)).map((build) => [build.id, build]));
  return keys.map((key, i) => orFault(builds.get(wanted[i] ?? 0), `No such build: ${describeBuildKey(key)}`));
}
