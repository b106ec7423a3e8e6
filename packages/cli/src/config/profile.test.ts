import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readProfile } from './profile.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'koji-profile-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function write(path: string, content: string): string {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}
const read = (name = 'koji', file?: string) => readProfile({ name, file, home: join(root, 'home'), etc: join(root, 'etc') });

describe('a profile', () => {
  test('is put together from the files of the system and of the user, later ones over earlier ones', () => {
    write('etc/koji.conf.d/10.conf', '[koji]\nserver = one\nweburl = one\ntopurl = one\ntopdir = one\nmax_retries = 1\n');
    write('etc/koji.conf.d/20.conf', '[koji]\nweburl = two\n');
    write('etc/koji.conf.d/notes.txt', 'not a configuration');
    write('etc/koji.conf', '[koji]\ntopurl = three\n[other]\nserver = elsewhere\n');
    write('home/.koji/config.d/a.conf', '[koji]\ntopdir = /four\n');
    write('home/.koji/config', '[koji]\nmax_retries = 5\n');
    expect(read()).toMatchObject({
      server: 'one',
      weburl: 'two',
      topurl: 'three',
      topdir: '/four',
      maxRetries: 5,
      pollIntervalS: 6,
    });
    expect(read('other').server).toBe('elsewhere');
  });

  test('of a file that was named leaves the user out, not the system', () => {
    write('etc/koji.conf', '[koji]\nserver = system\nweburl = system\n');
    write('home/.koji/config', '[koji]\nserver = user\n');
    const file = write('mine.conf', '[koji]\nweburl = mine\n');
    expect(read('koji', file)).toMatchObject({ server: 'system', weburl: 'mine' });
    expect(read('koji', dirname(file)).weburl).toBe('mine');
  });

  test('fills in references and home directories', () => {
    write(
      'etc/koji.conf',
      '[koji]\nserver = https://hub.example.com/kojihub\nweburl = %(server)s/../koji%%20\ncert = ~/mine.pem\ntopdir = ~\n',
    );
    expect(read()).toMatchObject({
      weburl: 'https://hub.example.com/kojihub/../koji%20',
      cert: join(root, 'home/mine.pem'),
      topdir: join(root, 'home'),
    });
  });

  test('finds certificates at their usual places', () => {
    write('etc/koji.conf', '[koji]\n');
    expect(read()).toMatchObject({ cert: undefined, serverca: undefined });
    write('home/.fedora.cert', '');
    write('home/.fedora-server-ca.cert', '');
    expect(read()).toMatchObject({ cert: join(root, 'home/.fedora.cert'), serverca: join(root, 'home/.fedora-server-ca.cert') });
    write('home/.koji/client.crt', '');
    write('home/.koji/serverca.crt', '');
    expect(read()).toMatchObject({ cert: join(root, 'home/.koji/client.crt'), serverca: join(root, 'home/.koji/serverca.crt') });
  });

  test('ignores keys of other programs', () => {
    write('etc/koji.conf', '[koji]\nserver = x\nmaven = 100 %\n');
    expect(read().server).toBe('x');
  });

  test.each([
    ['[koji]\nmax_retries = many\n', 'max_retries config option must be a valid integer'],
    ['[koji]\nanon_retry = maybe\n', 'anon_retry must be yes or no'],
    ['[koji]\nserver = 100%\n', "'%' must be written as '%%'"],
    ['[koji]\nserver = %(nosuch)s\n', 'refers to nosuch, which is not set'],
    ['[koji]\nserver = %(weburl)s\nweburl = %(server)s\n', 'refers to itself'],
    ['server = x\n', 'before any [section]'],
    ['[other]\n', 'no configuration for profile name: koji'],
  ])('is refused: %j', (content, message) => {
    write('etc/koji.conf', content);
    expect(() => read()).toThrow(message);
  });

  test('of a file that is not there is refused', () => {
    write('etc/koji.conf', '[koji]\n');
    expect(() => read('koji', join(root, 'nosuch'))).toThrow('no such configuration file');
  });
});
