import { matchesAnyGlob } from '@koji/common/glob';
import type { PolicyFacts } from '../policy/engine.ts';
import { policyTest } from '../policy/policy-test.ts';
import type { Call } from '../rpc/call.ts';
import { info } from '../rpc/info.ts';
import { findTag } from './queries.ts';

async function tagMatches(call: Call, facts: PolicyFacts, field: string, patterns: readonly string[]): Promise<boolean> {
  const tag = facts[field] ?? null;
  if (tag === null) return false;
  const found = await findTag(call.db, info.read(tag, field));
  return found !== undefined && matchesAnyGlob(found.name, patterns);
}

export const tagTest = policyTest({
  name: 'tag',
  doc: 'The tag’s name matches, however the tag is given.',
  prepare: (patterns) => (call, facts) => tagMatches(call, facts, 'tag', patterns),
});
export const fromTagTest = policyTest({
  name: 'fromtag',
  doc: 'The name of the tag that the build leaves matches.',
  prepare: (patterns) => (call, facts) => tagMatches(call, facts, 'fromtag', patterns),
});
