import { ConfigurationError, GenericError } from '@koji/common/errors';
import { describePath, evaluatePolicy, type Outcome } from '@koji/common/policy/evaluate';
import { parsePolicy, type Rule, type TestCall } from '@koji/common/policy/parse';
import { simpleTests } from '@koji/common/policy/simple-tests';
import type { Call } from '../rpc/call.ts';
import { defaultPolicies } from './default-policies.ts';
import type { Policies, PolicyFacts } from './engine.ts';
import type { PolicyTest, PreparedTest } from './policy-test.ts';

/** Reads the operator's policies and the built-in ones beside them. A mistake in any is an error, at start-up. */
export function createPolicies(texts: ReadonlyMap<string, string>, tests: readonly PolicyTest[]): Policies {
  const all = new Map([...Object.entries(defaultPolicies), ...texts]);
  return new LoadedPolicies(all, new Map([...all].map(([name, text]) => [name, loadPolicy(name, text, tests)])));
}

interface LoadedPolicy {
  readonly rules: readonly Rule[];
  readonly tests: ReadonlyMap<TestCall, PreparedTest>;
}

function loadPolicy(name: string, text: string, tests: readonly PolicyTest[]): LoadedPolicy {
  const prepared = new Map<TestCall, PreparedTest>();
  try {
    const rules = parsePolicy(text);
    for (const call of callsOf(rules)) prepared.set(call, prepareTest(name, call, tests));
    return { rules, tests: prepared };
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigurationError(`policy ${name}: ${message}`, { cause });
  }
}
function* callsOf(rules: readonly Rule[]): Generator<TestCall> {
  for (const rule of rules) {
    yield* rule.tests;
    if (typeof rule.action !== 'string') yield* callsOf(rule.action);
  }
}
/** The last test of a name that the policy may use wins, so that plugins can replace ours. */
function prepareTest(policy: string, { name, args }: TestCall, tests: readonly PolicyTest[]): PreparedTest {
  const test = tests.findLast((each) => each.name === name && (each.policies?.includes(policy) ?? true));
  if (test) return test.prepare(args);
  const simple = Object.hasOwn(simpleTests, name) ? simpleTests[name] : undefined;
  if (!simple) throw new GenericError(`missing test handler: ${name}`);
  const holds = simple(args);
  return (_call, facts) => holds(facts);
}

class LoadedPolicies implements Policies {
  readonly texts: ReadonlyMap<string, string>;
  readonly #policies: ReadonlyMap<string, LoadedPolicy>;
  /** Policies that are being asked, by the facts they are asked about: `policy X` inside X would never end. */
  readonly #running = new WeakMap<PolicyFacts, Set<string>>();

  constructor(texts: ReadonlyMap<string, string>, policies: ReadonlyMap<string, LoadedPolicy>) {
    this.texts = texts;
    this.#policies = policies;
  }

  has(name: string): boolean {
    return this.#policies.has(name);
  }
  async evaluate(call: Call, name: string, facts: PolicyFacts): Promise<string | null> {
    return (await this.#run(call, name, facts))?.action ?? null;
  }
  async explain(call: Call, name: string, facts: PolicyFacts): Promise<{ action: string | null; rule: string | null }> {
    const outcome = await this.#run(call, name, facts);
    return outcome ? { action: outcome.action, rule: describePath(outcome) } : { action: null, rule: null };
  }

  async #run(call: Call, name: string, facts: PolicyFacts): Promise<Outcome | undefined> {
    const policy = this.#policies.get(name);
    if (!policy) return undefined;
    const running = this.#running.get(facts) ?? new Set();
    if (running.has(name)) throw new GenericError(`encountered policy loop at policy ${name}`);
    this.#running.set(facts, running.add(name));
    try {
      return await evaluatePolicy(policy.rules, (test) => {
        const holds = policy.tests.get(test);
        if (!holds) throw new GenericError(`missing test handler: ${test.name}`);
        return holds(call, facts);
      });
    } finally {
      running.delete(name);
    }
  }
}
