import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { pythonRepr, pythonStr } from './python-text.ts';
import { DateTime, double, type WireValue } from './wire/values.ts';

const texts = [
  '',
  'plain',
  "it's",
  'say "hi"',
  `both ' and "`,
  'a\\b\n\r\t\0\x1b\x7f',
  'žluťoučký 🐎',
  '\u00a0\u200b\u2028\ue000',
  '\u00ad',
];
const numbers = [0, -1, 123456789012, 1.5, -0.25, 1e15, 1.5e-300, 1e-5, 0.0001, 123456.789];

test('text and numbers have the literals that Python itself writes', () => {
  const values = [...texts, ...numbers];
  const script = 'import json,sys; print(json.dumps([repr(value) for value in json.load(sys.stdin)]))';
  const output = execFileSync('python3', ['-c', script], { input: JSON.stringify(values), encoding: 'utf8' });
  expect(values.map((value) => pythonRepr(value))).toEqual(JSON.parse(output));
});

const cases: [WireValue, string][] = [
  [null, 'None'],
  [true, 'True'],
  [7, '7'],
  [1.5, '1.5'],
  [double(2), '2.0'],
  [double(1e16), '1e+16'],
  [double(1e-5), '1e-05'],
  [double(0.0001), '0.0001'],
  [double(-0), '-0.0'],
  [2n ** 70n, '1180591620717411303424'],
  [['a', 1, [null]], "['a', 1, [None]]"],
  [{ a: 1, "b'": false }, `{'a': 1, "b'": False}`],
  [new Uint8Array([65, 0, 39, 255]), "b'A\\x00\\'\\xff'"],
  [new DateTime('20260101T00:00:00'), "'20260101T00:00:00'"],
];

test.each(cases)('the literal of %o is %s', (value, literal) => {
  expect(pythonRepr(value)).toBe(literal);
});

test('text stays as it is when shown, all else becomes its literal', () => {
  expect(pythonStr("it's")).toBe("it's");
  expect(pythonStr(['a'])).toBe("['a']");
  expect(pythonStr(null)).toBe('None');
});
