import { Double } from '@koji/common/wire/values';
import { describe, expect, test } from 'vitest';
import { parseJson, parsePython, plainOrJsonValue, plainValue } from './read-value.ts';

describe('a bare word', () => {
  test.each([
    ['5', 5],
    ['-12', -12],
    ['12345678901234567890', 12345678901234567890n],
    ['2.5', new Double(2.5)],
    ['1.0', new Double(1)],
    ['1e3', new Double(1000)],
    ['None', null],
    ['True', true],
    ['False', false],
    ['true', 'true'],
    ['f42', 'f42'],
    ['', ''],
    ['toString', 'toString'],
  ])('%s is read as it should be', (word, expected) => {
    expect(plainValue(word)).toEqual(expected);
  });

  test('may be JSON where that is allowed', () => {
    expect(plainOrJsonValue('[1, "a"]')).toEqual([1, 'a']);
    expect(plainOrJsonValue('[1, ')).toBe('[1, ');
    expect(plainOrJsonValue('null')).toBeNull();
  });
});

describe('a Python literal', () => {
  test.each([
    ["{'a': [1, 2], 'b': (True, None,), }", { a: [1, 2], b: [true, null] }],
    ['(1)', 1],
    ['(1,)', [1]],
    ['-0x10', -16],
    ['1_000', 1000],
    ['.5', new Double(0.5)],
    ['5.', new Double(5)],
    ["'it\\'s' ", "it's"],
    ['"a\\x41\\u0042\\n"', 'aAB\n'],
    ["r'\\d'", '\\d'],
    ["b'\\x00\\xff'", Buffer.from([0, 255])],
    ["'''two\nlines'''", 'two\nlines'],
    ['{}', {}],
  ])('%s is read', (text, expected) => {
    expect(parsePython(text)).toEqual(expected);
  });

  test.each([["{'a': }"], ['[1, 2'], ['name'], ['1 2'], ["'open"], ["__import__('os')"], ['true'], ['']])(
    '%s is refused',
    (text) => {
      expect(() => parsePython(text)).toThrow();
    },
  );
});

test('JSON keeps the difference between 1 and 1.0', () => {
  expect(parseJson('{"a": [1, 1.0, -2e1], "b": "\\u00e9\\/"}')).toEqual({ a: [1, new Double(1), new Double(-20)], b: 'é/' });
  expect(() => parseJson("{'a': 1}")).toThrow();
});
