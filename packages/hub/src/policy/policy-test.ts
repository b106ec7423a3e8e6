import type { Call } from '../rpc/call.ts';
import type { PolicyFacts } from './engine.ts';

/** A test whose arguments were taken in. */
export type PreparedTest = (call: Call, facts: PolicyFacts) => boolean | Promise<boolean>;

/** A test that policies may use and that looks at more than the facts. Domains declare theirs in policy-tests.ts. */
export interface PolicyTest {
  readonly name: string;
  readonly doc: string;
  /** The policies that may use it; all without. */
  readonly policies?: readonly string[];
  /** Called once when a policy is loaded; throws for arguments that make no sense. */
  prepare(args: readonly string[]): PreparedTest;
}

export function policyTest(test: PolicyTest): PolicyTest {
  return test;
}
