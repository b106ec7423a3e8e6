import { Double, type WireStruct, type WireValue } from '@koji/common/wire/values';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contract } from '../contract/read-contract.fixture.ts';
import { ruleFor, successfulCaller } from './access-rules.fixture.ts';
import { type PlausibleArguments, plausibleArguments } from './arguments.fixture.ts';
import { type Callers, describeOutcome, faultCode, startCallers } from './callers.fixture.ts';
import { changes, createFingerprints, type Fingerprint } from './effects.fixture.ts';
import { type FullInstance, startFullInstance } from './full-instance.fixture.ts';
import { lenientPlaces } from './lenient-integers.fixture.ts';
import { placesOf } from './mutations.fixture.ts';

let instance: FullInstance;
let who: Callers;
let fingerprint: () => Promise<Fingerprint>;
beforeAll(async () => {
  instance = await startFullInstance();
  who = await startCallers(instance);
  fingerprint = await createFingerprints(instance.hub);
});
afterAll(async () => {
  await who?.[Symbol.asyncDispose]();
  await instance?.[Symbol.asyncDispose]();
});

function tryOut(method: string, args: PlausibleArguments) {
  const rule = ruleFor(contract[method]!.needs);
  return who.tryOut(successfulCaller(rule), rule.permitted, method, args);
}
/** Answers with the fault that it was made for. */
const methods = Object.keys(contract).filter((method) => method !== 'fault');

/** Characters that mean something to SQL, to Python's formats, to LIKE and to regular expressions. */
const texts = [`'"\\;-- /* %s %(x)s $1 {0} %_`, '(a+)+[', ''];

test('text that would mean something to a database is text to the hub, wherever it stands', async () => {
  const before = await fingerprint();
  const wrong: string[] = [];
  for (const method of methods) {
    for (const place of placesOf(method, instance.things).filter(({ value }) => typeof value === 'string')) {
      for (const text of texts) {
        const end = await tryOut(method, place.argumentsWith(text));
        if (faultCode(end) === 1) wrong.push(`${method} ${place.title} ${text}: ${describeOutcome(end)}`);
      }
    }
  }
  expect(wrong).toEqual([]);
  const tables = changes(before, await fingerprint()).filter((name) => !name.startsWith('/'));
  expect(tables).toEqual([]);
}, 240_000);

/** What is sent where an integer belongs, by the names that lenient-integers has for them. */
const noIntegers: Readonly<Record<string, WireValue>> = {
  text: 'text',
  digits: '7',
  fraction: new Double(1.5),
  boolean: true,
  list: [],
  struct: {},
  'too long': 2 ** 31,
  negative: -1,
};

test('where an integer belongs nothing else is taken, but for what clients have always been let send', async () => {
  const wrong: string[] = [];
  const accepted = new Map<string, string[]>();
  for (const method of methods) {
    for (const place of placesOf(method, instance.things).filter(({ value }) => typeof value === 'number')) {
      // Both would wait as long as they are told to.
      if (place.title === 'timeout') continue;
      const taken: string[] = [];
      for (const [kind, value] of Object.entries(noIntegers)) {
        const end = await tryOut(method, place.argumentsWith(value));
        const code = faultCode(end);
        if (code === undefined && kind !== 'negative') taken.push(kind);
        else if (code === 1) wrong.push(`${method} ${place.title} ${kind}: ${describeOutcome(end)}`);
      }
      const kinds = taken.join(', ');
      if (kinds !== '') accepted.set(kinds, [...(accepted.get(kinds) ?? []), `${method}.${place.title}`]);
    }
  }
  expect(wrong).toEqual([]);
  const lenient = lenientPlaces.flatMap(({ takes, places }) => places.map((place) => `${place} takes ${takes}`));
  const found = [...accepted].flatMap(([takes, places]) => places.map((place) => `${place} takes ${takes}`));
  expect(found.sort()).toEqual(lenient.sort());
}, 240_000);

const badOptions: readonly WireStruct[] = [
  { group: 'id' },
  { rowlock: true },
  { transform: 'x' },
  { nosuch: 1 },
  { order: 'nosuch' },
  { order: 'id;drop table users' },
  { order: '--id' },
  { order: 'constructor' },
  { order: '__proto__' },
  { order: 1 },
  { limit: -1 },
  { offset: -1 },
  { limit: new Double(1.5) },
  { limit: '1' },
];
/** Koji takes the options here and pays them no heed. */
const heedless = ['listHosts'];

test('query options are what they are said to be, ordering is by columns alone', async () => {
  const wrong: string[] = [];
  for (const [method, { params }] of Object.entries(contract)) {
    const option = /\b(queryOpts|opts)=null/.exec(params)?.[1];
    const isQuery = option === 'queryOpts' || /^(repo\.query|scheduler\.get)/.test(method);
    if (option === undefined || !isQuery || heedless.includes(method)) continue;
    const usual = plausibleArguments(method, instance.things);
    for (const options of badOptions) {
      const end = await tryOut(method, { ...usual, named: { ...usual.named, [option]: options } });
      const code = faultCode(end);
      if (code !== 1000 && code !== 1019) wrong.push(`${method} ${JSON.stringify(options)}: ${describeOutcome(end)}`);
    }
  }
  expect(wrong).toEqual([]);
}, 120_000);

test('in a pattern only * and ? stand for others', async () => {
  const wrong: string[] = [];
  for (const method of methods.filter((name) => /\bpattern=/.test(contract[name]!.params))) {
    const found = async (pattern: string) => {
      const { positional } = plausibleArguments(method, instance.things);
      const end = await tryOut(method, { positional, named: { pattern } });
      return 'answer' in end ? (end.answer as unknown[]).length : describeOutcome(end);
    };
    for (const pattern of ['%', '_*', '\\*', 'f%', 'f\\*']) if ((await found(pattern)) !== 0) wrong.push(`${method} ${pattern}`);
    expect(await found('F?*'), method).toBeGreaterThan(0);
  }
  expect(wrong).toEqual([]);
});
