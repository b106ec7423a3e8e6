import { GenericError } from '@koji/common/errors';
import type { Build } from '@koji/common/types/build';
import { BUILD_STATES, nameOf } from '@koji/common/types/states';
import type { Db } from '../db/database.ts';
import { lockBuild } from './queries.ts';

/** Builds that are being made or are complete take content. The build is held, so that it does not end meanwhile. */
export async function holdForContent(db: Db, build: Pick<Build, 'id' | 'nvr'>): Promise<void> {
  const state = await lockBuild(db, build.id);
  if (state === BUILD_STATES.BUILDING || state === BUILD_STATES.COMPLETE) return;
  throw new GenericError(`Build is ${state === undefined ? 'gone' : nameOf(BUILD_STATES, state)}: ${build.nvr}`);
}
