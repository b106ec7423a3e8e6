import type { Build } from '@koji/common/types/build';
import type { BuildState } from '@koji/common/types/states';
import type { Call } from '../rpc/call.ts';
import { requireBuild } from './build-key.ts';
import { updateBuildEnd } from './queries.ts';

/** Ends a build in a state, now. Whoever calls has locked it and knows that it may. */
export async function endBuild(
  call: Call,
  build: Build,
  state: BuildState,
  options: { readonly volumeId?: number } = {},
): Promise<Build> {
  const change = { attribute: 'state', old: build.state, new: state };
  await call.hooks.emit(call, 'pre', 'BuildStateChange', { ...change, info: build });
  await updateBuildEnd(call.db, build.id, state, options.volumeId);
  const ended = await requireBuild(call.db, build.id);
  await call.hooks.emit(call, 'post', 'BuildStateChange', { ...change, info: ended });
  return ended;
}
