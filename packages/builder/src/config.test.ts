import { readFileSync } from 'node:fs';
import { parseIni } from '@koji/common/config/ini';
import { expect, test } from 'vitest';
import { readConfig } from './config.ts';

const least = 'server = http://hub/kojihub\ntopurl = http://hub/kojifiles http://mirror/kojifiles\n';

function read(more: string, overrides = {}) {
  return readConfig(parseIni(`[kojid]\n${least}${more}`, 'kojid.conf'), 'kojid.conf', overrides);
}

test('the least configuration is completed with what a builder usually has', () => {
  const { config, notices } = read('');
  expect(config).toMatchObject({
    topurl: 'http://hub/kojifiles',
    topurls: ['http://hub/kojifiles', 'http://mirror/kojifiles'],
    topdir: '/mnt/koji',
    mockpath: '/usr/bin/mock',
    mockuser: 'kojibuilder',
    maxjobs: 10,
    minspaceMiB: 8192,
    smtphost: undefined,
  });
  expect(notices).toEqual([]);
});

test('every setting that the sample file shows is one', () => {
  const sample = readFileSync(new URL('../kojid.conf', import.meta.url), 'utf8');
  const shown = sample.replaceAll(/^; (?=\w+ = )/gm, '');
  const { config, notices } = readConfig(parseIni(shown, 'kojid.conf'), 'kojid.conf');
  expect(config).toMatchObject({ maxLoadPerCpu: 4, limits: { nofile: '4096:8192' }, smtphost: 'mail.example.com' });
  expect(notices).toEqual([]);
});

test('the command line goes over the file', () => {
  expect(read('maxjobs = 3\n', { maxjobs: '5' }).config.maxjobs).toBe(5);
});

test('keys without effect are told', () => {
  expect(read('use_createrepo_c = True\nplugin = runroot\n').notices).toEqual([
    'The setting plugin has no effect',
    'The setting use_createrepo_c has no effect',
  ]);
});

test('resource limits are read in the form of prlimit', () => {
  expect(read('RLIMIT_NOFILE = 4096 8192\nRLIMIT_CORE = -1\n').config.limits).toEqual({
    nofile: '4096:8192',
    core: 'unlimited:',
  });
});

test.each([
  ['an unknown key', 'mokdir = /x', 'mokdir'],
  ['a number that is none', 'maxjobs = many', 'maxjobs'],
  ['no job at all', 'maxjobs = 0', 'maxjobs'],
  ['a relative path', 'mockdir = mock', 'mockdir'],
  ['a limit that is none', 'rlimit_core = much', 'RLIMIT_CORE'],
])('%s is an error that names it', (_title, line, name) => {
  expect(() => read(`${line}\n`)).toThrow(name);
});

test.each([
  ['server', '[kojid]\ntopurl = http://hub'],
  ['topurl', '[kojid]\nserver = http://hub'],
  ['kojira', '[kojira]\nserver = http://hub'],
])('a file is refused on account of %s', (name, text) => {
  expect(() => readConfig(parseIni(text, 'kojid.conf'), 'kojid.conf')).toThrow(name);
});
