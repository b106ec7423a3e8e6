import { stat } from 'node:fs/promises';
import { GenericError } from '@koji/common/errors';
import { unlessMissing } from '@koji/common/missing-files';
import { checkedParts } from '@koji/common/paths/rooted-join';
import { type RpmFile, readRpm } from '@koji/common/rpm/header';
import type { Rpm } from '@koji/common/types/rpm';
import { BUILD_STATES } from '@koji/common/types/states';
import { findBuild } from '../builds/queries.ts';
import type { Call } from '../rpc/call.ts';
import { assertNoLinks } from '../tree/no-links.ts';
import { describeRpmKey, findRpmByKey, type GivenRpm } from './rpm-key.ts';

/** The headers of one of our rpms. Undefined when there are none to read, which strict calls take amiss. */
export async function openRpm(call: Call, key: GivenRpm, strict: boolean): Promise<RpmFile | undefined> {
  const rpm = await findRpmByKey(call.db, key);
  return rpm ? openKnownRpm(call, rpm, strict) : missing(strict, `No such rpm: ${describeRpmKey(key)}`);
}
/** As openRpm, of an rpm that was looked up. */
export async function openKnownRpm(call: Call, rpm: Rpm, strict: boolean): Promise<RpmFile | undefined> {
  const build = rpm.build_id === null ? undefined : await findBuild(call.db, rpm.build_id);
  if (!build) return missing(strict, `External rpm: ${rpm.id}`);
  if (build.state === BUILD_STATES.DELETED) return missing(strict, `Build ${build.nvr} is deleted`);
  return openFile(call.layout.rpm(build, rpm), strict);
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
  await assertNoLinks(call.layout.work(), path);
  return openFile(path, strict);
}

async function openFile(path: string, strict: boolean): Promise<RpmFile | undefined> {
  if ((await unlessMissing(stat(path)))?.isFile()) return readRpm(path);
  return missing(strict, `Missing rpm file: ${path}`);
}
function missing(strict: boolean, reason: string): undefined {
  if (strict) throw new GenericError(reason);
  return undefined;
}
