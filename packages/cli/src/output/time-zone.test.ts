import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { abbreviationAt, parseZone } from './time-zone.ts';

const berlin = '/usr/share/zoneinfo/Europe/Berlin';
const at = (iso: string) => Date.parse(iso) / 1000;

describe.runIf(existsSync(berlin))('abbreviations of time zones', () => {
  test.each([
    ['2023-01-15T12:00:00Z', 3600, 'CET'],
    ['2023-07-15T12:00:00Z', 7200, 'CEST'],
    ['2090-01-15T12:00:00Z', 3600, 'CET'],
    ['2090-07-15T12:00:00Z', 7200, 'CEST'],
  ])('Berlin at %s', (moment, offset, name) => {
    expect(abbreviationAt(parseZone(readFileSync(berlin)), at(moment), offset)).toBe(name);
  });

  test('an offset that the zone never had has none', () => {
    expect(abbreviationAt(parseZone(readFileSync(berlin)), at('2023-01-15T12:00:00Z'), 1234)).toBeUndefined();
  });
});
