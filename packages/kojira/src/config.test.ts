import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readConfig } from './config.ts';

const minimal = '[kojira]\nserver = http://hub.example.com/kojihub\n';

test('a file that names only the hub gets every default', () => {
  const { config, notices } = readConfig(minimal, 'kojira.conf');
  expect(config).toMatchObject({
    server: 'http://hub.example.com/kojihub',
    topdir: '/mnt/koji',
    sleeptimeS: 15,
    maxDeleteProcesses: 4,
    repoLifetimeS: 604800,
    distRepoLifetimeS: 604800,
    expiredRepoLifetimeS: 604800,
    initTimeoutS: 7200,
    recheckPeriodS: 3600,
    referenceRecheckPeriodS: 3600,
    checkExternalRepos: true,
    retryIntervalS: 60,
    maxRetries: 120,
  });
  expect(notices).toEqual([]);
});

test('every setting that the sample file shows is one, with the default where it is commented out', () => {
  const sample = readFileSync(new URL('../kojira.conf', import.meta.url), 'utf8');
  const shown = readConfig(sample.replaceAll(/^; (?=(?!user|password|principal)\w+ = )/gm, ''), 'kojira.conf');
  expect(shown).toEqual(readConfig(sample, 'kojira.conf'));
  expect(readConfig(sample.replaceAll(/^; (?=\w+ = )/gm, ''), 'kojira.conf').notices).toEqual([]);
});

test('the reference recheck period follows the recheck period', () => {
  expect(readConfig(`${minimal}recheck_period = 60\n`, 'f').config.referenceRecheckPeriodS).toBe(60);
});

test('the setup guide’s lines are a configuration, without a section header too', () => {
  const lines = [
    '; The URL for the xmlrpc server',
    'server=http://hub.example.com/kojihub',
    ';client certificate',
    'cert = /etc/pki/koji/kojira.pem',
    'ca = /etc/pki/koji/koji_ca_cert.crt',
    'serverca = /etc/pki/koji/koji_ca_cert.crt',
    'principal=koji/kojira@EXAMPLE.COM',
    'keytab=/etc/kojira.keytab',
  ];
  const { config, notices } = readConfig(lines.join('\n'), 'kojira.conf');
  expect(config).toMatchObject({
    server: 'http://hub.example.com/kojihub',
    cert: '/etc/pki/koji/kojira.pem',
    serverca: '/etc/pki/koji/koji_ca_cert.crt',
    principal: 'koji/kojira@EXAMPLE.COM',
    keytab: '/etc/kojira.keytab',
  });
  expect(notices).toEqual(['The ca configuration option is no longer used']);
});

test('the command line goes over the file', () => {
  expect(readConfig(`${minimal}topdir = /a\n`, 'f', { topdir: '/b', sleeptime: '3' }).config).toMatchObject({
    topdir: '/b',
    sleeptimeS: 3,
  });
});

test.each(['ca', 'with_src', 'max_repo_tasks', 'queue_file', 'ignore_tags'])(
  'the retired key %s is taken with a notice',
  (key) => {
    expect(readConfig(`${minimal}${key} = 5\n`, 'f').notices).toEqual([`The ${key} configuration option is no longer used`]);
  },
);

test('the old name of the expired lifetime still counts', () => {
  const { config, notices } = readConfig(`${minimal}deleted_repo_lifetime = 9\n`, 'f');
  expect(config.expiredRepoLifetimeS).toBe(9);
  expect(notices).toHaveLength(1);
});

test('the new name of the expired lifetime wins over the old one', () => {
  const { config, notices } = readConfig(`${minimal}deleted_repo_lifetime = 9\nexpired_repo_lifetime = 8\n`, 'f');
  expect(config.expiredRepoLifetimeS).toBe(8);
  expect(notices).toHaveLength(2);
});

test.each([
  ['an unknown key', `${minimal}repo_lifetme = 3\n`, /repo_lifetme/],
  ['another section', `${minimal}[hub]\nx = 1\n`, /invalid section.*hub/],
  ['no hub', '[kojira]\n', /server is not set/],
  ['a relative topdir', `${minimal}topdir = koji\n`, /absolute/],
  ['a number that is none', `${minimal}sleeptime = soon\n`, /sleeptime must be an integer/],
  ['the fixed init timeout', `${minimal}init_timeout = 3\n`, /init_timeout/],
  ['no pause between rounds', `${minimal}sleeptime = 0\n`, /sleeptime must be at least 1/],
])('%s is refused', (_title, content, message) => {
  expect(() => readConfig(content, 'kojira.conf')).toThrow(message);
});

test.each(['', 'none', 'None'])('a log file of "%s" means none', (value) => {
  const { config } = readConfig(`${minimal}logfile = ${value}\n`, 'f');
  expect(config.logfile).toBeUndefined();
});

test('values refer to others of the section and double percent signs are single ones', () => {
  const { config } = readConfig(
    `${minimal}topdir = /srv/koji\nlogfile = %(topdir)s/kojira.log\nuser = u\npassword = 50%%\n`,
    'f',
  );
  expect(config).toMatchObject({ logfile: '/srv/koji/kojira.log', password: '50%' });
});
test.each([
  ['100%', /written as/],
  ['%(nowhere)s', /nowhere, which is not set/],
  ['%(password)s', /refers to itself/],
])('the value %s is refused', (value, message) => {
  expect(() => readConfig(`${minimal}password = ${value}\n`, 'f')).toThrow(message);
});
