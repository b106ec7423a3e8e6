import { BuildError, GenericError } from '@koji/common/errors';
import type { WireStruct, WireValue } from '@koji/common/wire/values';
import { addBuildType } from '../builds/add-build-type.ts';
import type { Db } from '../db/database.ts';
import { isStruct } from '../rpc/shapes.ts';
import { findMavenBuild, insertImageBuild, insertMavenBuild, upsertWinBuild } from './queries.ts';

/** Makes a build a Maven build. One that is must have the same coordinates. */
export async function markMavenBuild(db: Db, buildId: number, given: WireValue): Promise<void> {
  const info = readInfo('Maven', given);
  const [group_id, artifact_id, version] = [
    needed('Maven', info, 'group_id'),
    needed('Maven', info, 'artifact_id'),
    needed('Maven', info, 'version'),
  ];
  const wanted = { build_id: buildId, group_id, artifact_id, version };
  const current = await findMavenBuild(db, buildId);
  if (!current) {
    await insertMavenBuild(db, wanted);
    await addBuildType(db, buildId, 'maven');
    return;
  }
  for (const field of ['group_id', 'artifact_id', 'version'] as const) {
    if (current[field] !== wanted[field])
      throw new BuildError(`${field} mismatch (current: ${current[field]}, new: ${wanted[field]})`);
  }
}

/** Makes a build a Windows build, or changes the platform of one. */
export async function markWinBuild(db: Db, buildId: number, given: WireValue): Promise<void> {
  const platform = needed('Windows', readInfo('Windows', given), 'platform');
  await upsertWinBuild(db, { build_id: buildId, platform });
  await addBuildType(db, buildId, 'win');
}

export async function markImageBuild(db: Db, buildId: number): Promise<void> {
  await insertImageBuild(db, buildId);
  await addBuildType(db, buildId, 'image');
}

/** Makes a build one of a type; content generators may name any. */
export async function markBuild(db: Db, buildId: number, btype: string, info: WireValue): Promise<void> {
  switch (btype) {
    case 'maven':
      return markMavenBuild(db, buildId, info);
    case 'win':
      return markWinBuild(db, buildId, info);
    case 'image':
      return markImageBuild(db, buildId);
    default:
      return addBuildType(db, buildId, btype);
  }
}

function readInfo(kind: string, given: WireValue): WireStruct {
  if (!isStruct(given)) throw new GenericError(`Invalid type for ${kind} info: expected a struct`);
  if (Object.keys(given).length === 0) throw new GenericError(`${kind} info is empty`);
  return given;
}
function needed(kind: string, info: WireStruct, field: string): string {
  const value = info[field];
  if (typeof value !== 'string') throw new GenericError(`${kind} info doesn't have mandatory ${field} key`);
  return value;
}
