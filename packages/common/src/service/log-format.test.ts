import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../testing/temporary-directory.ts';
import { readLogFormat } from './log-format.ts';
import { createLogger } from './logger.ts';

const entry = { level: 40, time: '2026-01-31T10:20:30.045Z', name: 'koji-hub', pid: 17, hostname: 'hub', msg: 'it broke' };
const at = new Date(entry.time);
const local = `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, '0')}-${at.getDate()} ${String(at.getHours()).padStart(2, '0')}:20:30,045`;

test.each([
  ['%(asctime)s %(levelname)-8s|%(message)s', {}, `${local} WARNING |it broke`],
  ['%(process)05d %(name).4s 100%% %(msecs)d %(created).3f', {}, `00017 koji 100% 45 ${at.getTime() / 1000}`],
  [
    'm=%(method)s u=%(user_name)s r=%(remoteaddr)s c=%(callnum)3d',
    { method: 'getTag', user_name: 'ann', callnum: 7 },
    'm=getTag u=ann r=? c=  7',
  ],
  [
    'm=%(method)s %(message)s',
    { method: 'x\r\n[ERROR] forged', task: 'a\nb' },
    'm=x\\r\\n[ERROR] forged it broke {"task":"a\\nb"}',
  ],
  ['u=%(user_name)s %(message)s', { task: 3, method: 'x' }, 'u=None it broke {"task":3}'],
  ['%(message)s', { err: { stack: 'Error: no\n    at a.js' } }, 'it broke\nError: no\n    at a.js'],
  [
    '%(user_name)s %(message)s',
    {
      user_name: 'a\u0085b\u2028c',
      task: '\u009b',
      err: { stack: 'Error: x\n[ERROR] forged\n    at a.js\ncaused by: Error: y' },
    },
    'a\\u0085b\\u2028c it broke {"task":"\\u009b"}\nError: x\\n[ERROR] forged\n    at a.js\ncaused by: Error: y',
  ],
])('%s', (format, more, line) => {
  expect(readLogFormat(format)({ ...entry, ...more })).toBe(line);
});

test.each([
  ['%(usrname)s', "there is no field 'usrname'"],
  ['100% %(message)s', "'%' must be written as '%%'"],
  ['%(message)', "'%' must be written as '%%'"],
])('%s is refused', (format, reason) => {
  expect(() => readLogFormat(format)).toThrow(reason);
});

test('a logger that is given a format writes its lines in it, secrets left out', async () => {
  await using directory = await temporaryDirectory();
  const file = join(directory.path, 'log');
  const log = createLogger({ name: 'hub', level: 'info', file, format: '[%(levelname)s] u=%(user_name)s %(message)s' });
  log.child({ user_name: 'ann' }).info({ password: 'secret', id: 1 }, 'came in');
  log.debug({}, 'not this');
  expect(readFileSync(file, 'utf8')).toBe('[INFO] u=ann came in {"password":"[Redacted]","id":1}\n');
});
