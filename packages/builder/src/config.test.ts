import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseIni } from '@koji/common/config/ini';
import { expect, test } from 'vitest';
import { parseKojidConf, readConfig } from './config.ts';

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

test('the setup guide’s lines are a configuration, with the tree that is mounted for the address of the hub’s files', () => {
  const topdir = mkdtempSync(join(tmpdir(), 'koji-tree-'));
  mkdirSync(join(topdir, 'repos'));
  const lines = [
    '; The URL for the xmlrpc server',
    'server=http://hub.example.com/kojihub',
    'user = kojibuilder1.example.com',
    'workdir=/tmp/koji',
    ';client certificate',
    'cert = /etc/kojid/kojid.pem',
    'ca = /etc/kojid/koji_ca_cert.crt',
    'serverca = /etc/kojid/koji_ca_cert.crt',
    'host_principal_format=compile/%s@EXAMPLE.COM',
    `topdir=${topdir}`,
  ];
  const { config, notices } = readConfig(parseKojidConf(lines.join('\n'), 'kojid.conf'), 'kojid.conf');
  expect(config).toMatchObject({
    server: 'http://hub.example.com/kojihub',
    user: 'kojibuilder1.example.com',
    workdir: '/tmp/koji',
    cert: '/etc/kojid/kojid.pem',
    serverca: '/etc/kojid/koji_ca_cert.crt',
    principal: `compile/${hostname()}@EXAMPLE.COM`,
    topurl: `file://${topdir}`,
    topurls: [`file://${topdir}`],
  });
  expect(notices).toEqual(['The setting ca has no effect']);
  rmSync(topdir, { recursive: true });
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
  ['the hub’s tree as a place to work in', 'workdir = /mnt/koji/', 'workdir'],
  ['a limit that is none', 'rlimit_core = much', 'RLIMIT_CORE'],
])('%s is an error that names it', (_title, line, name) => {
  expect(() => read(`${line}\n`)).toThrow(name);
});

test.each([
  ['server', '[kojid]\ntopurl = http://hub'],
  ['topurl', '[kojid]\nserver = http://hub\ntopdir = /nowhere'],
  ['kojira', '[kojira]\nserver = http://hub'],
])('a file is refused on account of %s', (name, text) => {
  expect(() => readConfig(parseIni(text, 'kojid.conf'), 'kojid.conf')).toThrow(name);
});
