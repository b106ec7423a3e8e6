import { GenericError } from '../errors.ts';
import { matchesAnyGlob } from '../glob.ts';
import { isTruthy } from '../is-truthy.ts';
import { pythonStr } from '../python-text.ts';
import { Double, type WireValue } from '../wire/values.ts';

/** What a policy is asked about, by name. */
export type Facts = Readonly<Record<string, WireValue>>;
/** A test with its arguments taken in: true or false of given facts. */
export type FactTest = (facts: Facts) => boolean;
/** Reads a test's arguments once, when the policy is loaded, and refuses what makes no sense. */
export type PrepareFactTest = (args: readonly string[]) => FactTest;

/** Whether a fact is text that one of the patterns matches; the test that a field's name belongs to. */
export function matchFact(facts: Facts, field: string, patterns: readonly string[]): boolean {
  const value = facts[field] ?? null;
  if (value === null) return false;
  if (typeof value !== 'string') throw new GenericError(`policy data ${field} is not text`);
  return matchesAnyGlob(value, patterns);
}
function fieldTest(field: string): PrepareFactTest {
  return (patterns) => (facts) => matchFact(facts, field, patterns);
}
function needField([field, ...rest]: readonly string[]): [string, string[]] {
  if (field === undefined) throw new GenericError('the test needs the name of a field');
  return [field, rest];
}
/** The items of a list fact that is there and not empty. */
function itemsOf(facts: Facts, field: string): readonly WireValue[] | undefined {
  const value = facts[field];
  return Array.isArray(value) && value.length > 0 ? value : undefined;
}
function matchItem(item: WireValue, patterns: readonly string[]): boolean {
  return item !== null && matchesAnyGlob(pythonStr(item), patterns);
}

const comparisons: { readonly [operator: string]: (a: number, b: number) => boolean } = {
  '<': (a, b) => a < b,
  '>': (a, b) => a > b,
  '<=': (a, b) => a <= b,
  '>=': (a, b) => a >= b,
  '=': (a, b) => a === b,
  '!=': (a, b) => a !== b,
};
const compare: PrepareFactTest = ([field = '', operator = '', number = '', ...rest]) => {
  const holds = Object.hasOwn(comparisons, operator) ? comparisons[operator] : undefined;
  const limit = Number(number);
  if (!holds || number === '' || Number.isNaN(limit) || rest.length > 0)
    throw new GenericError('compare takes a field, an operator and a number');
  return (facts) => {
    if (!Object.hasOwn(facts, field)) return false;
    const value = facts[field];
    const given = value instanceof Double ? value.value : value;
    if (typeof given !== 'number') throw new GenericError(`policy data ${field} is not a number`);
    return holds(given, limit);
  };
};

/** The tests that need nothing but the facts themselves. */
export const simpleTests: { readonly [name: string]: PrepareFactTest } = {
  true: () => () => true,
  all: () => () => true,
  false: () => () => false,
  none: () => () => false,
  has(args) {
    const [field] = needField(args);
    return (facts) => Object.hasOwn(facts, field);
  },
  bool(args) {
    const [field] = needField(args);
    return (facts) => isTruthy(facts[field]);
  },
  match(args) {
    const [field, patterns] = needField(args);
    return (facts) => matchFact(facts, field, patterns);
  },
  match_any(args) {
    const [field, patterns] = needField(args);
    return (facts) => itemsOf(facts, field)?.some((item) => matchItem(item, patterns)) ?? false;
  },
  match_all(args) {
    const [field, patterns] = needField(args);
    return (facts) => itemsOf(facts, field)?.every((item) => matchItem(item, patterns)) ?? false;
  },
  compare,
  target: fieldTest('target'),
  operation: fieldTest('operation'),
  method: fieldTest('method'),
  vm_name: fieldTest('vm_name'),
  is_child_task: () => (facts) => isTruthy(facts.parent),
  skip_tag: () => (facts) => isTruthy(facts.skip_tag),
};
