import { expect, test } from 'vitest';
import { levelNamed, readLogLevel } from './log-level.ts';

test.each([
  ['INFO', 'info'],
  ['critical', 'fatal'],
  ['koji:DEBUG ERROR', 'error'],
  ['DEBUG koji.plugin:INFO', 'debug'],
  ['koji:DEBUG', 'warn'],
  ['loud', 'warn'],
  ['', 'warn'],
])('LogLevel %j logs from %s on', (text, level) => {
  expect(readLogLevel(text)).toBe(level);
});

test('a name that Python does not know is no level', () => {
  expect([levelNamed('Warn'), levelNamed('toString')]).toEqual(['warn', undefined]);
});
