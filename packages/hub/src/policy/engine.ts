import { ActionNotAllowed } from '@koji/common/errors';
import type { Facts } from '@koji/common/policy/simple-tests';
import { readPermissions } from '../permissions/queries.ts';
import type { Call } from '../rpc/call.ts';
import { isInt32 } from '../rpc/shapes.ts';
import { resolveUser } from '../users/resolve-user.ts';

/** What a policy is asked about. Names and meaning of the facts: hub-behaviour.md §9. */
export type PolicyFacts = Facts;

/** The operator's rules, ready to be asked. */
export interface Policies {
  /** The action of the first rule that applies; null when none does or the policy does not exist. */
  evaluate(call: Call, name: string, facts: PolicyFacts): Promise<string | null>;
  has(name: string): boolean;
  /** The rules as they are written, by policy. */
  readonly texts: ReadonlyMap<string, string>;
  /** The answer with the rules behind it, for messages. */
  explain(
    call: Call,
    name: string,
    facts: PolicyFacts,
  ): Promise<{ readonly action: string | null; readonly rule: string | null }>;
}

export interface Verdict {
  readonly allowed: boolean;
  readonly reason: string;
}

/**
 * What an allow/deny policy says. A missing policy allows where MissingPolicyOk; one without an answer says the
 * fallback. With force, holders of admin pass.
 */
export async function checkPolicy(
  call: Call,
  name: string,
  facts: PolicyFacts,
  options: { readonly force?: boolean; readonly fallback?: string } = {},
): Promise<Verdict & { readonly rule: string | null }> {
  const { verdict, reason, rule } = await ask(call, name, facts, options.fallback ?? 'deny');
  if (verdict === 'allow') return { allowed: true, reason, rule };
  if (verdict !== 'deny') call.log.error({ policy: name, rule }, 'policy gave an unknown action, taken as deny');
  if (options.force && (await isAsAdmin(call, facts))) {
    call.log.warn({ policy: name, user: call.session?.user.name, reason }, 'policy overridden by force');
    return { allowed: true, reason: 'overridden by force', rule };
  }
  return { allowed: false, reason: verdict === 'deny' ? reason : 'error in policy', rule };
}

async function ask(
  call: Call,
  name: string,
  facts: PolicyFacts,
  fallback: string,
): Promise<{ verdict: string; reason: string; rule: string | null }> {
  if (!call.policies.has(name)) {
    const { missingPolicyOk } = call.config;
    if (missingPolicyOk) warnOfMissing(call, name);
    return { verdict: missingPolicyOk ? 'allow' : 'deny', reason: 'missing policy', rule: null };
  }
  const { action, rule } = await call.policies.explain(call, name, facts);
  if (action === null) return { verdict: fallback, reason: 'not covered by policy', rule };
  const [verb = '', ...words] = action.split(/\s+/);
  return { verdict: verb.toLowerCase(), reason: words.join(' '), rule };
}

const warnedOf = new WeakMap<Policies, Set<string>>();
/** Once in each process: a policy that an operator has forgotten is a door left open. */
function warnOfMissing(call: Call, name: string): void {
  const warned = warnedOf.get(call.policies) ?? new Set();
  if (warned.has(name)) return;
  warnedOf.set(call.policies, warned.add(name));
  call.log.warn({ policy: name }, 'there is no such policy, so all that it would decide is allowed (MissingPolicyOk)');
}

/** The user that a policy is asked about: named by the facts, else the one who calls. */
export async function policyUser(call: Call, facts: PolicyFacts): Promise<{ id: number; name: string } | undefined> {
  const named = facts.user_id;
  if (named === undefined) return call.session?.user;
  if (isInt32(named) && named === call.session?.user.id) return call.session.user;
  return resolveUser(call.db, named, false);
}
async function isAsAdmin(call: Call, facts: PolicyFacts): Promise<boolean> {
  const user = await policyUser(call, facts);
  return user !== undefined && (await permissionsOf(call, user.id)).has('admin');
}
export function permissionsOf(call: Call, userId: number): Promise<ReadonlySet<string>> {
  return userId === call.session?.user.id ? call.permissions() : readPermissions(call.db, userId);
}

/** Refuses the call unless the policy allows it. */
export async function assertPolicy(
  call: Call,
  name: string,
  facts: PolicyFacts,
  options: { readonly force?: boolean; readonly fallback?: string } = {},
): Promise<void> {
  const { allowed, reason, rule } = await checkPolicy(call, name, facts, options);
  if (allowed) return;
  const detail = call.config.verbosePolicy || call.config.kojiDebug ? ` [rule: ${rule ?? 'none'}]` : '';
  throw new ActionNotAllowed(`policy violation (${name})${reason ? `: ${reason}` : ''}${detail}`);
}
