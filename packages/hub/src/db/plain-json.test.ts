import { ByteWriter } from '@koji/common/wire/byte-writer';
import { ValueWriter } from '@koji/common/wire/value-writer';
import { expect, test } from 'vitest';
import { Random } from '../testing/random.fixture.ts';
import { fromJsonText } from './json.ts';
import { writePlainJson } from './plain-json.ts';

const before = 'what was written before';

/** What is written behind something else; undefined for a text that is not plain. */
function written(text: string): string | undefined {
  const out = new ByteWriter();
  out.addText(before);
  // Texts lie among others in what PostgreSQL sends.
  const bytes = Buffer.from(`1"}${text}"}9`);
  const isPlain = writePlainJson(out, bytes, 3, bytes.length - 3);
  const all = String(out.take());
  expect(all.startsWith(before)).toBe(true);
  if (!isPlain) expect(all).toBe(before);
  return isPlain ? all.slice(before.length) : undefined;
}
/** What the value of a text looks like; undefined for a text that has none. */
function expected(text: string): string | undefined {
  const value = fromJsonText(text);
  if (value === undefined) return undefined;
  const writer = new ValueWriter();
  writer.put(value);
  writer.advance(Number.POSITIVE_INFINITY);
  return writer.take();
}

test.each([
  '{"source": {"original_url": "git+https://src.example.com/rpms/bash#0123456789abcdef"}}',
  '{"typeinfo":{"image":{}},"list":[],"ids":[1,-2,0,999999999],"yes":true,"no":false,"none":null}',
  ' [ { "a" : [ [ ] , { } ] } , "žluť 漢字 😀 \u007f" ]\n',
  '"text"',
  'null',
  '7',
])('%s is written as it stands', (text) => {
  expect(written(text)).toBe(expected(text));
  expect(written(text)).toBeDefined();
});

test.each([
  ['an escape', '{"a": "tab\\t"}'],
  ['what XML escapes', '{"a<b": "c"}'],
  ['a double', '[1.0]'],
  ['an exponent', '[1e3]'],
  ['a long integer', '[1234567890]'],
  ['a negative zero', '[-0]'],
  ['many levels', '['.repeat(60) + ']'.repeat(60)],
])('%s is left to others', (_what, text) => {
  expect(expected(text)).toBeDefined();
  expect(written(text)).toBeUndefined();
});

test.each(['', ' ', '{', '{"a"}', '{"a":1,}', '[1,]', '[1 2]', '{"a":1}}', '01', '-', 'nul', 'nullx', '"a', '{a:1}', '[true'])(
  'the text %j is no JSON',
  (text) => {
    expect(written(text)).toBeUndefined();
  },
);

test('whatever is written is the value of the text, damaged or not', () => {
  const random = new Random(3);
  const make = (depth: number): unknown => {
    if (depth === 0 || random.chance(0.4)) return random.pick<unknown>([1, -70, 12.5, true, null, 'text', 'a&b', 'é"', 2 ** 40]);
    const parts = Array.from({ length: random.below(4) }, () => make(depth - 1));
    return random.chance(0.5) ? parts : Object.fromEntries(parts.map((part, index) => [`key ${index}`, part]));
  };
  let count = 0;
  for (let round = 0; round < 5000; round++) {
    const whole = JSON.stringify(make(4), null, random.below(2));
    const at = random.below(whole.length);
    const damaged = whole.slice(0, at) + random.pick([...'{}[]",:0-e \\tn']) + whole.slice(at + random.below(2));
    for (const text of [whole, damaged]) {
      const result = written(text);
      if (result === undefined) continue;
      expect(result, text).toBe(expected(text));
      count++;
    }
  }
  expect(count).toBeGreaterThan(1000);
});
