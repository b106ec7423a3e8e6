import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compareEvr, compareVersions } from './compare-versions.ts';

const pieces = [
  '0',
  '00',
  '1',
  '01',
  '9',
  '10',
  '010',
  '2',
  'a',
  'B',
  'ab',
  'rc',
  'fc',
  '.',
  '..',
  '_',
  '+',
  '~',
  '~~',
  '^',
  '^^',
  '~^',
  'é',
];

/** A fixed pseudo-random sequence, so that a failure can be repeated. */
function* numbers(): Generator<number, never> {
  for (let state = 20260101; ; ) {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    yield state >> 8;
  }
}

function somePairs(count: number): [string, string][] {
  const random = numbers();
  const text = () =>
    Array.from({ length: 1 + (random.next().value % 5) }, () => pieces[random.next().value % pieces.length]).join('');
  return Array.from({ length: count }, () => [text(), text()]);
}

/** What rpm itself says about each pair. Dashes and empty texts stay out: rpm.vercmp would take the texts apart at dashes. */
function rpmOrder(pairs: [string, string][]): number[] {
  const directory = mkdtempSync(join(tmpdir(), 'vercmp-'));
  try {
    const file = join(directory, 'pairs');
    writeFileSync(file, pairs.map(([a, b]) => `${a}|${b}\n`).join(''));
    const lua = `for line in io.lines("${file}") do local a, b = line:match("^(.*)|(.*)$"); print(rpm.vercmp(a, b) .. " ") end`;
    return execFileSync('rpm', ['--eval', `%{lua:${lua}}`], { encoding: 'utf8', maxBuffer: 1 << 24 })
      .trim()
      .split(/\s+/)
      .map(Number);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

test('five thousand generated pairs are ordered as rpm orders them', () => {
  const pairs = [...pieces.flatMap((a) => pieces.map((b): [string, string] => [a, b])), ...somePairs(5000)];
  const expected = rpmOrder(pairs);
  expect(expected).toHaveLength(pairs.length);
  const differing = pairs.filter(([a, b], index) => Math.sign(compareVersions(a, b)) !== expected[index]);
  expect(differing).toEqual([]);
});

test('epoch decides first, and none is the same as zero', () => {
  expect(compareEvr({ epoch: 1, version: '1', release: '1' }, { version: '2', release: '1' })).toBeGreaterThan(0);
  expect(compareEvr({ epoch: null, version: '1', release: '1' }, { epoch: 0, version: '1', release: '1' })).toBe(0);
  expect(compareEvr({ version: '1.10', release: '1' }, { version: '1.9', release: '5' })).toBeGreaterThan(0);
  expect(compareEvr({ version: '1', release: '1.fc41' }, { version: '1', release: '1.fc42' })).toBeLessThan(0);
});
