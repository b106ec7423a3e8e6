import { matchesAnyGlob } from '@koji/common/glob';
import { readBuildKey, requireBuild } from '../builds/build-key.ts';
import { listComponentBuildroots } from '../builds/policy-queries.ts';
import type { PolicyFacts } from '../policy/engine.ts';
import { policyTest } from '../policy/policy-test.ts';
import { orFault } from '../rpc/answers.ts';
import type { Call } from '../rpc/call.ts';
import { info } from '../rpc/info.ts';
import { isInt32 } from '../rpc/shapes.ts';
import { findTag, findTagEnd } from '../tags/queries.ts';
import { readInheritance } from '../tags/read-inheritance.ts';
import { findTarget } from '../targets/queries.ts';
import { listBuildrootOrigins } from './policy-queries.ts';

/** A tag at the moment it counts: now, or when its repository was made or it last was. */
interface TagThen {
  readonly id: number;
  readonly name: string;
  readonly event: number | null;
}

/** The buildroots of what is built; null for what comes from none. */
async function buildrootsOf(call: Call, facts: PolicyFacts): Promise<(number | null)[]> {
  const given = facts.buildroots;
  if (Array.isArray(given)) return [...new Set(given.map((id) => (isInt32(id) ? id : null)))];
  const build = facts.build;
  if (build === undefined) return [];
  return listComponentBuildroots(call.db, (await requireBuild(call.db, readBuildKey(build))).build_id);
}
function present(ids: readonly (number | null)[]): number[] {
  return ids.filter((id) => id !== null);
}

/** Deleted tags count as they last were. */
async function tagThen(call: Call, tag: unknown): Promise<TagThen> {
  const key = info.read(tag as never, 'build_tag');
  const now = await findTag(call.db, key);
  if (now) return { id: now.id, name: now.name, event: null };
  const end = await findTagEnd(call.db, key);
  const event = typeof end === 'number' ? end - 1 : null;
  const found = orFault(event === null ? undefined : await findTag(call.db, key, event), `No such tag: ${key}`);
  return { id: found.id, name: found.name, event };
}
async function buildTagsOf(call: Call, facts: PolicyFacts): Promise<TagThen[]> {
  if (facts.build_tag !== undefined) return [await tagThen(call, facts.build_tag)];
  const given = facts.build_tags;
  if (Array.isArray(given) && given.length > 0) return Promise.all(given.map((tag) => tagThen(call, tag)));
  const target = facts.target;
  const found =
    target === undefined || target === null || target === '' ? undefined : await findTarget(call.db, info.read(target, 'target'));
  if (found) return [await tagThen(call, found.build_tag)];
  const origins = await listBuildrootOrigins(call.db, present(await buildrootsOf(call, facts)));
  return origins.flatMap(({ tag_id, tag_name, repo_event }) =>
    tag_id === null || tag_name === null ? [] : [{ id: tag_id, name: tag_name, event: repo_event }],
  );
}

export const buildTagTest = policyTest({
  name: 'buildtag',
  doc: 'A tag that the build was built in matches.',
  prepare: (patterns) => async (call, facts) =>
    (await buildTagsOf(call, facts)).some((tag) => matchesAnyGlob(tag.name, patterns)),
});
export const buildTagInheritsFromTest = policyTest({
  name: 'buildtag_inherits_from',
  doc: 'An ancestor of a tag that the build was built in matches.',
  prepare: (patterns) => async (call, facts) => {
    for (const tag of await buildTagsOf(call, facts)) {
      const ancestors = await readInheritance(call.db, tag.id, tag.event);
      if (ancestors.some((link) => matchesAnyGlob(link.name, patterns))) return true;
    }
    return false;
  },
});

/** Names of the content generators involved; null for what none made. */
async function contentGeneratorsOf(call: Call, facts: PolicyFacts): Promise<(string | null)[]> {
  const given = facts.cg_list;
  if (Array.isArray(given)) return given.map((name) => (typeof name === 'string' ? name : null));
  const ids = await buildrootsOf(call, facts);
  const origins = await listBuildrootOrigins(call.db, present(ids));
  return [...(ids.includes(null) ? [null] : []), ...origins.map((origin) => origin.cg_name)];
}
export const cgMatchAnyTest = policyTest({
  name: 'cg_match_any',
  doc: 'One of the content generators matches.',
  prepare: (patterns) => async (call, facts) =>
    (await contentGeneratorsOf(call, facts)).some((name) => name !== null && matchesAnyGlob(name, patterns)),
});
export const cgMatchAllTest = policyTest({
  name: 'cg_match_all',
  doc: 'There are content generators and all of them match.',
  prepare: (patterns) => async (call, facts) => {
    const names = await contentGeneratorsOf(call, facts);
    return names.length > 0 && names.every((name) => name !== null && matchesAnyGlob(name, patterns));
  },
});
