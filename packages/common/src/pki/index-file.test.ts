import { expect, test } from 'vitest';
import { formatIndex, parseIndex } from './index-file.ts';
import { oneLineName } from './name.ts';
import { nextSerial, normalSerial, randomSerial } from './serial.ts';

// Written by OpenSSL 3.0's `openssl ca`.
const written = [
  'V\t361122131155Z\t\t01\tunknown\t/C=AT/ST=Vienna/O=My company/CN=kojihub',
  'R\t361122131155Z\t261124131155Z,keyCompromise\t02\tunknown\t/C=AT/ST=Vienna/O=My company/CN=mikeb',
  'R\t361122131155Z\t261124131155Z,holdInstruction,1.2.840.10040.2.2\t0A\tunknown\t/CN=J\\xC3\\xBCrgen',
  'E\t20500101000000Z\t\t0100\tunknown\t/CN=late',
  '',
].join('\n');

test('index.txt is read and written back unchanged', () => {
  const entries = parseIndex(written);
  expect(formatIndex(entries)).toBe(written);
  expect(entries[1]).toEqual({
    status: 'R',
    expiresAt: new Date('2036-11-22T13:11:55Z'),
    revokedAt: new Date('2026-11-24T13:11:55Z'),
    reason: 'keyCompromise',
    serial: '02',
    file: 'unknown',
    subject: '/C=AT/ST=Vienna/O=My company/CN=mikeb',
  });
});

test.each([
  ['V\t361122131155Z\t\t01\tunknown', /line 1: expected six fields/],
  ['X\t361122131155Z\t\t01\tunknown\t/CN=a', /unknown status X/],
  ['V\ttomorrow\t\t01\tunknown\t/CN=a', /not a date: tomorrow/],
  ['V\t361122131155Z\t\tzz\tunknown\t/CN=a', /not a hexadecimal serial number: zz/],
  ['R\t361122131155Z\t\t01\tunknown\t/CN=a', /revoked, but without a date/],
])('a line that is not an entry is refused: %j', (line, message) => {
  expect(() => parseIndex(`${line}\n`)).toThrow(message);
});

test('serial numbers count in OpenSSL’s spelling', () => {
  expect(nextSerial('01')).toBe('02');
  expect(nextSerial('0f')).toBe('10');
  expect(nextSerial('FF')).toBe('0100');
  expect(nextSerial('FFFFFFFFFFFFFFFFFF')).toBe('01000000000000000000');
  expect(normalSerial('000')).toBe('00');
  expect(randomSerial()).toMatch(/^[4-7][0-9A-F]{15}$/);
});

test('names outside ASCII are escaped byte by byte, as in index.txt', () => {
  expect(oneLineName([{ type: 'CN', value: 'Jürgen' }])).toBe('/CN=J\\xC3\\xBCrgen');
});
