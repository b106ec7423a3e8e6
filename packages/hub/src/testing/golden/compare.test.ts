import { double, type WireValue } from '@koji/common/wire/values';
import { describe, expect, test } from 'vitest';
import { type CompareRules, compareResult } from './compare.ts';
import { Identities } from './identities.ts';
import { parseRecorded } from './records.ts';

function problems(
  recorded: string,
  ours: WireValue,
  rules: CompareRules = {},
  method = 'getTag',
  identities = new Identities(),
): string[] {
  return compareResult(method, parseRecorded(recorded), ours, rules, identities).map(
    ({ path, problem }) => `${path}: ${problem}`,
  );
}

test('doubles and integers are told apart, missing and surplus keys reported', () => {
  expect(problems('{"a": 1, "b": 1.0}', { a: 1, b: double(1) })).toEqual([]);
  expect(problems('{"a": 1.0}', { a: 1 })).toEqual(['a: double expected, got integer 1']);
  expect(problems('{"a": 1}', { b: 1 })).toEqual(['a: is missing', 'b: should not be there (1)']);
  expect(problems('null', false)).toEqual(['result: nil expected, got boolean false']);
});

describe('ids', () => {
  test('may be other numbers, one to one for each kind', () => {
    const identities = new Identities();
    expect(problems('{"id": 5, "perm_id": 5}', { id: 9, perm_id: 2 }, {}, 'getTag', identities)).toEqual([]);
    expect(problems('{"id": 5}', { id: 9 }, {}, 'listTags', identities)).toEqual([]);
    expect(problems('{"id": 6}', { id: 9 }, {}, 'listTags', identities)).toHaveLength(1);
    expect(problems('{"id": 5}', { id: 8 }, {}, 'listTags', identities)).toHaveLength(1);
  });
  test('are not what other numbers are', () => {
    expect(problems('{"priority": 5}', { priority: 6 })).toEqual(['priority: 5 expected, got 6']);
  });
});

describe('order', () => {
  const [ab, ba] = ['[{"name": "a"}, {"name": "b"}]', [{ name: 'b' }, { name: 'a' }]] as const;
  test('counts, unless it is free', () => {
    expect(problems(ab, [...ba])).toHaveLength(2);
    expect(problems(ab, [...ba], { order: { free: 'top' } })).toEqual([]);
    expect(problems(`[${ab}]`, [[...ba]], { order: { free: 'top' } })).toHaveLength(2);
    expect(problems(`[${ab}]`, [[...ba]], { order: { free: 'values' } })).toEqual([]);
    expect(problems(`{"x": {"y": ${ab}}}`, { x: { y: [...ba] } }, { order: { free: 'deep' } })).toEqual([]);
  });
  test('being free does not make one value stand for two', () => {
    expect(problems('["a", "b"]', ['a', 'a'], { order: { free: 'top' } })).toHaveLength(1);
    expect(problems('["a"]', ['a', 'b'], { order: { free: 'top' } })).toHaveLength(1);
  });
  test('among values that look alike follows the ids already known', () => {
    const identities = new Identities();
    identities.match('tag', 1, 11);
    const rules = { order: { free: 'top' } } as const;
    expect(problems('[{"id": 1}, {"id": 2}]', [{ id: 12 }, { id: 11 }], rules, 'listTags', identities)).toEqual([]);
    expect(problems('{"id": 2}', { id: 12 }, {}, 'getTag', identities)).toEqual([]);
  });
});

test('looser comparisons look at types or keys alone', () => {
  expect(problems('"x"', 'anything', { compare: 'type' })).toEqual([]);
  expect(problems('"x"', 1, { compare: 'type' })).toHaveLength(1);
  expect(problems('{"a": 1, "b": ""}', { a: 7, b: 'x' }, { compare: 'keys' })).toEqual([]);
  expect(problems('{"a": 1}', { a: '7' }, { compare: 'keys' })).toHaveLength(1);
  expect(problems('{"a": 1, "b": 2}', { a: 1 }, { ignore: ['b'] })).toEqual([]);
});

test('faults inside an answer are compared by code, and not at all where the recording hub failed itself', () => {
  const ours = { faultCode: 1000, faultString: 'other words', traceback: [] };
  expect(problems('{"faultCode": 1000, "faultString": {"$any": "str"}}', ours)).toEqual([]);
  expect(problems('{"faultCode": 1, "faultString": {"$any": "str"}}', ours)).toEqual([]);
  expect(problems('{"faultCode": 1003, "faultString": {"$any": "str"}}', ours)).toHaveLength(1);
});

describe('special values', () => {
  const now = new Date().toISOString();
  const call =
    "<?xml version='1.0'?><methodCall><methodName>sleep</methodName><params><param><value><int>5</int></value></param></params></methodCall>";
  const cases: [recorded: string, ours: WireValue, fits: boolean][] = [
    ['{"$t": "float"}', double(Date.now() / 1000), true],
    ['{"$t": "float"}', Math.floor(Date.now() / 1000), false],
    ['{"$t": "float"}', double(1_500_000_000), false],
    ['{"$t": "iso z"}', now.replace('T', ' ').replace('Z', '+00:00'), true],
    ['{"$t": "iso z"}', now, false],
    ['{"$rand": true}', 'abc', true],
    ['{"$rand": true}', '', false],
    ['{"$any": "str"}', 'x', true],
    ['{"$any": "int"}', 'x', false],
    ['{"$b64": "aGVsbG8="}', new Uint8Array(Buffer.from('hello')), true],
    ['{"$b64": "aGVsbG8="}', 'hello', false],
    ['{"$rpc": [5], "method": "sleep"}', call, true],
    ['{"$rpc": [6], "method": "sleep"}', call, false],
    ['{"$rpc": [5], "method": "build"}', call, false],
    ['"<base>/koji"', 'https://example.com/koji', true],
    ['"<base>/koji"', 'https://example.com/kojihub', false],
  ];
  test.each(cases)('%s against %j', (recorded, ours, fits) => {
    expect(problems(recorded, ours)).toHaveLength(fits ? 0 : 1);
  });
});
