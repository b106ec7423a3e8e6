import type { Build, BuildTypeInfo } from '@koji/common/types/build';
import type { Db } from '../db/database.ts';
import { isStruct } from '../rpc/shapes.ts';
import { findImageBuild, findMavenBuild, findWinBuild, listTypesOf } from './queries.ts';

/** The types of a build, each with what is known of it. The older three keep theirs in tables of their own. */
export async function readBuildTypes(db: Db, build: Pick<Build, 'id' | 'extra'>): Promise<BuildTypeInfo> {
  const typeinfo = build.extra?.typeinfo;
  const types: BuildTypeInfo = {};
  for (const { name } of await listTypesOf(db, build.id)) {
    const info = isStruct(typeinfo) ? typeinfo[name] : undefined;
    types[name] = isStruct(info) ? info : null;
  }
  const [maven, win, image] = [
    await findMavenBuild(db, build.id),
    await findWinBuild(db, build.id),
    await findImageBuild(db, build.id),
  ];
  return { ...types, ...(maven ? { maven } : {}), ...(win ? { win } : {}), ...(image ? { image } : {}) };
}
