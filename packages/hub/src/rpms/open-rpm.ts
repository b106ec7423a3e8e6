import { stat } from 'node:fs/promises';
import { GenericError } from '@koji/common/errors';
import { checkedParts } from '@koji/common/paths/rooted-join';
import { type RpmFile, readRpm } from '@koji/common/rpm/header';
import { BUILD_STATES } from '@koji/common/types/states';
import { findBuild } from '../builds/queries.ts';
import type { Call } from '../rpc/call.ts';
import { unlessMissing } from '../tree/look.ts';
import { describeRpmKey, findRpmByKey, type GivenRpm } from './rpm-key.ts';

/** The headers of one of our rpms. Undefined when there are none to read, which strict calls take amiss. */
export async function openRpm(call: Call, key: GivenRpm, strict: boolean): Promise<RpmFile | undefined> {
  const path = await findPath(call, key);
  if (path.found !== undefined && (await unlessMissing(stat(path.found)))?.isFile()) return readRpm(path.found);
  if (strict) throw new GenericError(path.found === undefined ? path.reason : `Missing rpm file: ${path.found}`);
  return undefined;
}

type Found = { readonly found: string } | { readonly found: undefined; readonly reason: string };
async function findPath(call: Call, key: GivenRpm): Promise<Found> {
  const rpm = await findRpmByKey(call.db, key);
  if (!rpm) return { found: undefined, reason: `No such rpm: ${describeRpmKey(key)}` };
  const build = rpm.build_id === null ? undefined : await findBuild(call.db, rpm.build_id);
  if (!build) return { found: undefined, reason: `External rpm: ${rpm.id}` };
  if (build.state === BUILD_STATES.DELETED) return { found: undefined, reason: `Build ${build.nvr} is deleted` };
  return { found: call.layout.rpm(build, rpm) };
}

/** The headers of an rpm among a task's output. */
export async function openTaskRpm(
  call: Call,
  taskId: number,
  file: string | null,
  strict: boolean,
): Promise<RpmFile | undefined> {
  if (!file) throw new GenericError('filepath must be specified with taskID');
  checkedParts(file);
  const path = call.layout.task(taskId, null, file);
  if ((await unlessMissing(stat(path)))?.isFile()) return readRpm(path);
  if (strict) throw new GenericError(`Missing rpm file: ${path}`);
  return undefined;
}
