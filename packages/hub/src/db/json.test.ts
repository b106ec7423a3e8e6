import { Double, type WireValue } from '@koji/common/wire/values';
import { expect, test } from 'vitest';
import { fromJsonText, toJsonText } from './json.ts';

const cases: readonly [WireValue, string][] = [
  [null, 'null'],
  [{ a: 1, b: [true, 'x'] }, '{"a": 1, "b": [true, "x"]}'],
  [{ ratio: new Double(1), half: new Double(0.5) }, '{"ratio": 1.0, "half": 0.5}'],
  [{ version: '1.0', date: '2024010112000000' }, '{"version": "1.0", "date": "2024010112000000"}'],
  [9007199254740993n, '9007199254740993'],
  ['žluť "\\', '"\\u017elu\\u0165 \\"\\\\"'],
];
for (const [value, text] of cases) {
  test(`JSON text ${text} and its value turn into each other`, () => {
    expect(toJsonText(value)).toBe(text);
    expect(fromJsonText(text)).toEqual(value);
  });
}
test('text that is no JSON has no value', () => {
  expect(fromJsonText('{"a": 1.5')).toBeUndefined();
});
