/** One test of a rule: its name, its arguments and how the operator wrote it. */
export interface TestCall {
  readonly name: string;
  readonly args: readonly string[];
  readonly text: string;
}
/** Tests that must all hold (`::`), or must not all hold (`!!`), and what then applies. */
export interface Rule {
  readonly tests: readonly TestCall[];
  readonly negated: boolean;
  readonly action: string | readonly Rule[];
}

/** A policy that cannot be read. The message names the line. */
export class PolicySyntaxError extends Error {
  override name = 'PolicySyntaxError';
}

/**
 * Reads the rules of one policy, a line each: `test args && test args :: action`, or `!! action` for when they do not
 * all hold. An action `{` opens rules of its own up to a line `}`. There is no "or": two rules say that.
 */
export function parsePolicy(text: string): Rule[] {
  const top: Rule[] = [];
  const open: Rule[][] = [top];
  for (const line of text.split('\n')) {
    const rule = line.replace(/#.*/s, '').trim();
    if (rule === '') continue;
    if (rule === '}') {
      open.pop();
      if (open.length === 0) throw new PolicySyntaxError('a } closes nothing');
      continue;
    }
    const { tests, negated, action } = parseRule(rule);
    if (action === '{') {
      const nested: Rule[] = [];
      open.at(-1)?.push({ tests, negated, action: nested });
      open.push(nested);
    } else open.at(-1)?.push({ tests, negated, action });
  }
  if (open.length > 1) throw new PolicySyntaxError('a { is never closed');
  return top;
}

function parseRule(line: string): { tests: TestCall[]; negated: boolean; action: string } {
  const plain = line.lastIndexOf('::');
  const at = plain === -1 ? line.lastIndexOf('!!') : plain;
  if (at === -1) throw new PolicySyntaxError(`neither :: nor !! in: ${line}`);
  const tests = line
    .slice(0, at)
    .split('&&')
    .map((test) => parseTest(test.trim(), line));
  return { tests, negated: plain === -1, action: line.slice(at + 2).trim() };
}
function parseTest(text: string, line: string): TestCall {
  const [name = '', ...args] = text.split(/\s+/);
  if (name === '') throw new PolicySyntaxError(`a test is missing in: ${line}`);
  return { name, args, text };
}
