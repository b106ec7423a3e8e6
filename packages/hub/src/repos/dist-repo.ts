import { copyFile, mkdir, rm, symlink } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { canonArch, parseArches } from '@koji/common/arch';
import { ParameterError } from '@koji/common/errors';
import { rootedJoin } from '@koji/common/paths/layout';
import { TASK_STATES } from '@koji/common/types/states';
import type { WireStruct, WireValue } from '@koji/common/wire/values';
import { sql } from '../db/sql.ts';
import { orFault } from '../rpc/answers.ts';
import type { Call } from '../rpc/call.ts';
import { info } from '../rpc/info.ts';
import { isInt32, isTruthy } from '../rpc/shapes.ts';
import { readBuildConfig, type TagWithExtra } from '../tags/build-config.ts';
import { requireFullTag } from '../tags/require-tag.ts';
import { cancelTask } from '../tasks/cancel-task.ts';
import { makeTask } from '../tasks/make-task.ts';
import { decodeRequest } from '../tasks/task-document.ts';
import { makeDirectory } from '../tree/durable.ts';
import { assertPlainFile } from '../tree/move-into-place.ts';
import { findVolume } from '../volumes/queries.ts';
import { makeRepoDirectory, writeRepoJson } from './init-repo.ts';
import { insertRepo } from './queries.ts';

export interface DistRepoWish {
  readonly tag: WireValue;
  readonly keys: readonly WireValue[];
  readonly options: WireStruct;
}

/**
 * Begins a repository of signed packages for the world and makes the task that fills it. The directories are there at
 * once, so that builders can put each arch into place.
 */
export async function startDistRepo(call: Call, { tag: named, keys, options }: DistRepoWish): Promise<number> {
  const tag = await requireFullTag(call, info.read(named, 'tag'));
  const { repoId, event } = await initDistRepo(call, tag, keys, options);
  const { extra } = await readBuildConfig(call.db, tag.id, null);
  if (isTruthy(extra['distrepo.cancel_others'])) await cancelOthers(call, named);
  return makeTask(call, 'distRepo', [named, repoId, [...keys], { ...options, event }], { priority: 15, channel: 'createrepo' });
}

async function initDistRepo(
  call: Call,
  tag: TagWithExtra,
  keys: readonly WireValue[],
  options: WireStruct,
): Promise<{ repoId: number; event: number }> {
  const arches = readArches(options.arch);
  const asked = options.event ?? null;
  if (asked !== null && !isInt32(asked)) throw new ParameterError('Invalid type for event: expected an integer');
  const volume = await readVolume(call, options.volume ?? null);
  const hook = {
    tag,
    event: asked,
    dist: true,
    keys,
    arches,
    task_opts: options,
    with_src: false,
    with_debuginfo: false,
    with_separate_src: false,
  };
  await call.hooks.emit(call, 'pre', 'RepoInit', { ...hook, repo_id: null });
  const event = asked || (await call.event());
  const repoId = await insertRepo(call.db, {
    tagId: tag.id,
    createEvent: event,
    beginEvent: null,
    endEvent: null,
    dist: true,
    opts: null,
    customOpts: null,
    taskId: null,
  });
  const directory = await makeRepoDirectory(call, call.layout.distRepo(repoId, tag.name, volume));
  for (const arch of arches) await mkdir(rootedJoin(directory, arch));
  if (volume !== null && volume !== 'DEFAULT') await linkFromMainVolume(call, repoId, tag.name, directory);
  await copyComps(call, directory, options.comps ?? null);
  await writeRepoJson(call, directory, { id: repoId, tag: tag.name, tag_id: tag.id, keys, volume, task_opts: options });
  await call.hooks.emit(call, 'post', 'RepoInit', { ...hook, repo_id: repoId, repodir: directory });
  return { repoId, event };
}

function readArches(value: WireValue | undefined): string[] {
  if (!Array.isArray(value) || !value.every((arch) => typeof arch === 'string'))
    throw new ParameterError('a dist repo needs arch, a list of arches');
  if (value.includes('')) throw new ParameterError('an arch of a dist repo has no name');
  return [...new Set(parseArches(value).map(canonArch))];
}
async function readVolume(call: Call, value: WireValue): Promise<string | null> {
  if (value === null) return null;
  const key = info.read(value, 'volume');
  return orFault(await findVolume(call.db, key), `No such volume: ${key}`).name;
}
/** Readers look below the top directory, whatever the volume. */
async function linkFromMainVolume(call: Call, repoId: number, tagName: string, directory: string): Promise<void> {
  const link = call.layout.distRepo(repoId, tagName);
  await makeDirectory(call.db, dirname(link));
  call.db.onRollback(() => rm(link, { force: true }));
  await symlink(relative(dirname(link), directory), link);
}
async function copyComps(call: Call, directory: string, comps: WireValue): Promise<void> {
  if (!isTruthy(comps)) return;
  if (typeof comps !== 'string') throw new ParameterError('Invalid type for comps: expected the path of an uploaded file');
  const source = call.layout.workPath(comps);
  await assertPlainFile(call, source);
  await mkdir(join(directory, 'groups'));
  await copyFile(source, join(directory, 'groups', 'comps.xml'));
}

/** Tags may want only their newest dist repository to be worked on. */
async function cancelOthers(call: Call, named: WireValue): Promise<void> {
  const active = [TASK_STATES.FREE, TASK_STATES.OPEN, TASK_STATES.ASSIGNED];
  const tasks = await call.db.rows<{ id: number; request: string }>(sql`
    select id, request from task where method = 'distRepo' and state = any(${active}::int[]) order by id`);
  for (const { id, request } of tasks) {
    const [tag] = decodeRequest(request);
    if (JSON.stringify(tag) === JSON.stringify(named)) await cancelTask(call, id, { recurse: true });
  }
}
