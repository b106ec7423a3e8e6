import type { Rule, TestCall } from './parse.ts';

export interface Outcome {
  /** The action of the first rule that applies; null when none does. */
  readonly action: string | null;
  /** The rules that led there, outermost first, as their author may recognise them. */
  readonly path: readonly Rule[];
}

/** Finds the first rule that applies. A block of which no rule applies is passed over and the search goes on behind it. */
export async function evaluatePolicy(
  rules: readonly Rule[],
  holds: (test: TestCall) => boolean | Promise<boolean>,
): Promise<Outcome> {
  for (const rule of rules) {
    if ((await allHold(rule.tests, holds)) === rule.negated) continue;
    if (typeof rule.action === 'string') return { action: rule.action, path: [rule] };
    const inner = await evaluatePolicy(rule.action, holds);
    if (inner.action !== null) return { action: inner.action, path: [rule, ...inner.path] };
  }
  return { action: null, path: [] };
}

async function allHold(tests: readonly TestCall[], holds: (test: TestCall) => boolean | Promise<boolean>): Promise<boolean> {
  for (const test of tests) if (!(await holds(test))) return false;
  return true;
}

/** A rule's tests as text, for messages. */
export function describePath({ action, path }: Outcome): string {
  if (action === null) return '(no match)';
  return `${path.map((rule) => `${rule.tests.map((test) => test.text).join(' && ')} ${rule.negated ? '!!' : '::'}`).join(' ... ')} ${action}`;
}
