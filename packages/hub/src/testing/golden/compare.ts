import { isStruct } from '@koji/common/is-struct';
import { DateTime, Double, type WireStruct, type WireValue } from '@koji/common/wire/values';
import { type Identities, identityKind, keyIdentityKind } from './identities.ts';
import type { GoldenRecord, Recorded, RecordedStruct } from './records.ts';
import { isSpecial, matchSpecial, matchText } from './special-values.ts';

export interface Difference {
  readonly path: string;
  readonly problem: string;
}
export type CompareRules = Pick<GoldenRecord, 'order' | 'compare' | 'ignore'>;
type Path = readonly (string | number)[];

/** Everything in which our answer is not the recorded one (recording/FORMAT.md); none when they agree. */
export function compareResult(
  method: string,
  recorded: Recorded,
  ours: WireValue,
  rules: CompareRules,
  identities: Identities,
): Difference[] {
  if (rules.compare === 'type') return compareTypes(recorded, ours, []);
  const comparison = new Comparison(method, rules, identities);
  return comparison.compare(recorded, ours, []);
}

class Comparison {
  readonly #method: string;
  readonly #rules: CompareRules;
  readonly #identities: Identities;
  readonly #onlyTypes: boolean;

  constructor(method: string, rules: CompareRules, identities: Identities) {
    this.#method = method;
    this.#rules = rules;
    this.#identities = identities;
    this.#onlyTypes = rules.compare === 'keys';
  }

  compare(recorded: Recorded, ours: WireValue, path: Path): Difference[] {
    if (isStruct(recorded) && isSpecial(recorded))
      return differ(
        path,
        matchSpecial(recorded, ours, (a, b) => this.compare(a, b, path).length === 0),
      );
    if (Array.isArray(recorded))
      return Array.isArray(ours) ? this.#lists(recorded, ours, path) : compareTypes(recorded, ours, path);
    if (isStruct(recorded)) return isStruct(ours) ? this.#structs(recorded, ours, path) : compareTypes(recorded, ours, path);
    return this.#scalars(recorded as Exclude<Recorded, Recorded[] | RecordedStruct>, ours, path);
  }

  #scalars(recorded: Exclude<Recorded, Recorded[] | RecordedStruct>, ours: WireValue, path: Path): Difference[] {
    const types = compareTypes(recorded, ours, path);
    if (types.length > 0 || this.#onlyTypes) return types;
    if (recorded instanceof Double)
      return differ(path, Object.is(recorded.value, (ours as Double).value) ? undefined : describe(recorded, ours));
    if (typeof recorded === 'string') return differ(path, matchText(recorded, ours as string));
    const kind = typeof recorded === 'number' ? identityKind(this.#method, path) : undefined;
    if (kind === undefined) return differ(path, recorded === ours ? undefined : describe(recorded, ours));
    if (this.#identities.match(kind, recorded as number, ours as number)) return [];
    return differ(
      path,
      `${describe(recorded, ours)}, but ${kind} ${recorded} is ${this.#identities.find(kind, recorded as number) ?? 'another one'} here`,
    );
  }

  #structs(recorded: RecordedStruct, ours: WireStruct, path: Path): Difference[] {
    if (isFaultStruct(recorded) && isFaultStruct(ours)) return this.#faults(recorded, ours, path);
    const ignored = new Set(this.#rules.ignore ?? []);
    const found: Difference[] = [];
    const expected = new Set<string>();
    for (const [key, value] of Object.entries(recorded)) {
      const own = this.#ownKey(key);
      expected.add(own);
      if (ignored.has(key)) continue;
      const ownValue = Object.hasOwn(ours, own) ? ours[own] : undefined;
      if (ownValue === undefined) found.push({ path: show([...path, key]), problem: 'is missing' });
      else found.push(...this.compare(value, ownValue, [...path, key]));
    }
    for (const key of Object.keys(ours)) {
      if (!expected.has(key) && !ignored.has(key))
        found.push({ path: show([...path, key]), problem: `should not be there (${brief(ours[key])})` });
    }
    return found;
  }
  /** Any fault will do where the recording hub had an unexpected error; the wording and a traceback are nobody's contract. */
  #faults(recorded: RecordedStruct, ours: WireStruct, path: Path): Difference[] {
    const isRight = recorded.faultCode === 1 || recorded.faultCode === ours.faultCode;
    return differ(path, isRight ? undefined : `fault ${recorded.faultCode} expected, got ${brief(ours)}`);
  }
  #ownKey(key: string): string {
    const kind = keyIdentityKind(this.#method);
    return (kind === undefined ? undefined : this.#identities.find(kind, key)) ?? key;
  }

  #lists(recorded: readonly Recorded[], ours: readonly WireValue[], path: Path): Difference[] {
    if (recorded.length !== ours.length)
      return differ(path, `${recorded.length} values expected, got ${ours.length}: ${brief(ours)}`);
    if (!this.#isFree(path)) return recorded.flatMap((value, i) => this.compare(value, ours[i] as WireValue, [...path, i]));
    return this.#unordered(recorded, ours, path);
  }

  /** Pairs each recorded value with one of ours that agrees, preferring pairs that presume least about ids. */
  #unordered(recorded: readonly Recorded[], ours: readonly WireValue[], path: Path): Difference[] {
    const unmatched: Recorded[] = [];
    const left = [...ours];
    for (const value of recorded) {
      const best = this.#bestMatch(value, left, path);
      if (best === undefined) {
        unmatched.push(value);
        continue;
      }
      this.compare(value, left[best] as WireValue, [...path, 0]);
      left.splice(best, 1);
    }
    if (unmatched.length === 0) return [];
    // One against one: say what separates them.
    if (unmatched.length === 1) return this.compare(unmatched[0] as Recorded, left[0] as WireValue, [...path, '*']);
    return unmatched.map((value, i) => ({
      path: show([...path, '*']),
      problem: `no such value: ${brief(value)}; left: ${brief(left[i])}`,
    }));
  }
  #bestMatch(value: Recorded, candidates: readonly WireValue[], path: Path): number | undefined {
    let best: { at: number; boldness: number } | undefined;
    for (const [at, candidate] of candidates.entries()) {
      const mark = this.#identities.mark();
      const agrees = this.compare(value, candidate, [...path, 0]).length === 0;
      const boldness = this.#identities.boldness(mark);
      this.#identities.rollback(mark);
      if (!agrees || (best !== undefined && boldness >= best.boldness)) continue;
      best = { at, boldness };
      if (boldness === 0) break;
    }
    return best?.at;
  }

  #isFree(path: Path): boolean {
    const free = this.#rules.order?.free;
    if (free === undefined) return false;
    if (free === 'deep') return true;
    if (free === 'top') return path.length === 0;
    if (free === 'values') return path.length === 1;
    return typeof path.at(-1) === 'string' && free.includes(path.at(-1) as string);
  }
}

function isFaultStruct(value: object): boolean {
  return 'faultCode' in value && 'faultString' in value;
}

function compareTypes(recorded: Recorded, ours: WireValue, path: Path): Difference[] {
  const [expected, got] = [typeName(recorded), typeName(ours)];
  return differ(path, expected === got ? undefined : `${expected} expected, got ${got} ${brief(ours)}`);
}
export function typeName(value: Recorded | WireValue): string {
  if (value === null) return 'nil';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'number' || typeof value === 'bigint') return 'integer';
  if (value instanceof Double) return 'double';
  if (value instanceof DateTime) return 'dateTime';
  if (value instanceof Uint8Array) return 'base64';
  return Array.isArray(value) ? 'array' : 'struct';
}

function differ(path: Path, problem: string | undefined): Difference[] {
  return problem === undefined ? [] : [{ path: show(path), problem }];
}
function describe(recorded: Recorded, ours: WireValue): string {
  return `${brief(recorded)} expected, got ${brief(ours)}`;
}
export function brief(value: unknown): string {
  const text =
    JSON.stringify(value, (_key, part: unknown) =>
      typeof part === 'bigint' ? String(part) : part instanceof Uint8Array ? `base64:${part.length} bytes` : part,
    ) ?? 'nothing';
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
function show(path: Path): string {
  return path.length === 0 ? 'result' : path.join('.');
}
