import { describe, expect, test } from 'vitest';
import { abbreviationAt, parseZone } from './time-zone.ts';
import { zoneFiles } from './zone-files.fixture.ts';

const at = (day: string) => Date.parse(day) / 1000;

describe.each(Object.entries(zoneFiles))('abbreviations of a time zone from a %s file', (_name, file) => {
  test.each([
    ['1850-01-15', 3208, 'LMT'],
    ['2023-01-15', 3600, 'CET'],
    ['2023-07-15', 7200, 'CEST'],
    ['2090-01-15', 3600, 'CET'],
    ['2090-07-15', 7200, 'CEST'],
    ['2023-01-15', 1234, undefined],
  ])('on %s with %i seconds to UTC', (day, offset, name) => {
    expect(abbreviationAt(parseZone(file), at(day), offset)).toBe(name);
  });
});

test('a file that is none of a zone tells no abbreviations', () => {
  expect(abbreviationAt(parseZone(Buffer.from('root:x:0:0:root:/root:/bin/sh\n')), at('2023-01-15'), 0)).toBeUndefined();
});
