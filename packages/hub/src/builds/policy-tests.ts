import { GenericError } from '@koji/common/errors';
import { matchesAnyGlob } from '@koji/common/glob';
import { parseTaskRequest } from '@koji/common/tasks/signatures';
import type { Build } from '@koji/common/types/build';
import { USERTYPES } from '@koji/common/types/states';
import type { WireStruct, WireValue } from '@koji/common/wire/values';
import { findPackage } from '../packages/queries.ts';
import { type PolicyFacts, policyUser } from '../policy/engine.ts';
import { policyTest } from '../policy/policy-test.ts';
import { orFault } from '../rpc/answers.ts';
import type { Call } from '../rpc/call.ts';
import { info } from '../rpc/info.ts';
import { isTruthy } from '../rpc/shapes.ts';
import { findTask } from '../tasks/queries.ts';
import { decodeRequest } from '../tasks/task-document.ts';
import { listTypesOf } from '../typed-builds/queries.ts';
import { findUser, listGroupsOf } from '../users/queries.ts';
import { findVolume } from '../volumes/queries.ts';
import { readBuildKey, requireBuild } from './build-key.ts';
import { buildTaskId } from './build-task.ts';
import { listComponentBuildroots, listTagNamesOf } from './policy-queries.ts';

/** The build that the facts name. Undefined without one; one that does not exist is an error. */
async function buildOf(call: Call, facts: PolicyFacts): Promise<Build | undefined> {
  const build = facts.build;
  return build === undefined ? undefined : requireBuild(call.db, readBuildKey(build));
}
async function needBuild(call: Call, facts: PolicyFacts): Promise<Build> {
  return orFault(await buildOf(call, facts), 'policy data must contain a build');
}
function matches(value: WireValue | undefined, patterns: readonly string[]): boolean {
  return typeof value === 'string' && matchesAnyGlob(value, patterns);
}

/** The package by name; the id is missing while there is none of that name. */
async function packageOf(call: Call, facts: PolicyFacts): Promise<{ id: number | undefined; name: string }> {
  const key = facts.package;
  if (key !== undefined) {
    const found = await findPackage(call.db, info.read(key, 'package'));
    if (found) return found;
    if (typeof key !== 'string') throw new GenericError(`No such package: ${JSON.stringify(key)}`);
    return { id: undefined, name: key };
  }
  const build = orFault(await buildOf(call, facts), 'policy requires package data');
  return { id: build.package_id, name: build.name };
}
export const packageTest = policyTest({
  name: 'package',
  doc: 'The package’s name matches.',
  prepare: (patterns) => async (call, facts) => matches((await packageOf(call, facts)).name, patterns),
});
export const newPackageTest = policyTest({
  name: 'is_new_package',
  doc: 'There is no such package yet.',
  prepare: () => async (call, facts) => (await packageOf(call, facts)).id === undefined,
});

function partTest(part: 'version' | 'release') {
  return policyTest({
    name: part,
    doc: `The build’s ${part} matches.`,
    prepare: (patterns) => async (call, facts) => {
      const given = facts[part] ?? orFault(await buildOf(call, facts), `policy requires ${part} data`)[part];
      return matches(given, patterns);
    },
  });
}
export const versionTest = partTest('version');
export const releaseTest = partTest('release');

export const volumeTest = policyTest({
  name: 'volume',
  doc: 'The name of the volume matches, the given one or the build’s.',
  prepare: (patterns) => async (call, facts) => {
    const given = facts.volume;
    if (given !== undefined) return matches((await findVolume(call.db, info.read(given, 'volume')))?.name, patterns);
    return matches((await buildOf(call, facts))?.volume_name, patterns);
  },
});
export const hasTagTest = policyTest({
  name: 'hastag',
  doc: 'The build has a tag that matches.',
  prepare: (patterns) => async (call, facts) => {
    const build = await buildOf(call, facts);
    return build !== undefined && (await listTagNamesOf(call.db, build.build_id)).some((name) => matches(name, patterns));
  },
});
export const buildTypeTest = policyTest({
  name: 'buildtype',
  doc: 'One of the build’s types matches.',
  prepare: (patterns) => async (call, facts) => {
    const given = facts.btypes;
    const build = given === undefined ? await buildOf(call, facts) : undefined;
    if (build) return (await listTypesOf(call.db, build.id)).some(({ name }) => matches(name, patterns));
    return Array.isArray(given) && given.some((name) => matches(name, patterns));
  },
});
export const importedTest = policyTest({
  name: 'imported',
  doc: 'Some rpm or archive of the build comes from no buildroot.',
  prepare: () => async (call, facts) =>
    (await listComponentBuildroots(call.db, (await needBuild(call, facts)).build_id)).includes(null),
});
export const isDraftTest = policyTest({
  name: 'is_draft',
  doc: 'The build is a draft.',
  prepare: () => async (call, facts) => {
    const given = facts.draft;
    return given === undefined ? ((await buildOf(call, facts))?.draft ?? false) : isTruthy(given);
  },
});

export const isBuildOwnerTest = policyTest({
  name: 'is_build_owner',
  doc: 'The user owns the build, or is in the group that does.',
  prepare: () => async (call, facts) => {
    const build = await needBuild(call, facts);
    const user = await policyUser(call, facts);
    if (!user) return false;
    if (build.owner_id === user.id) return true;
    const owner = await findUser(call.db, { id: build.owner_id });
    if (owner?.usertype !== USERTYPES.GROUP) return false;
    return (await listGroupsOf(call.db, user.id)).some((group) => group.id === owner.id);
  },
});

/** Where the build comes from: as given, as recorded, or as its task was asked for. */
async function sourceOf(call: Call, facts: PolicyFacts): Promise<WireValue | undefined> {
  if (facts.source !== undefined) return facts.source;
  const build = await buildOf(call, facts);
  if (!build) return undefined;
  if (build.source !== null) return build.source;
  const taskId = buildTaskId(build);
  const task = taskId === null ? undefined : await findTask(call.db, taskId);
  if (!task || task.method === 'indirectionimage') return undefined;
  const args: WireStruct = parseTaskRequest(task.method, decodeRequest(task.request));
  if (task.method === 'winbuild') return args.source_url;
  if (task.method === 'wrapperRPM') return args.spec_url;
  return args.src ?? args.url;
}
export const sourceTest = policyTest({
  name: 'source',
  doc: 'The source of the build matches.',
  prepare: (patterns) => async (call, facts) => matches(await sourceOf(call, facts), patterns),
});
