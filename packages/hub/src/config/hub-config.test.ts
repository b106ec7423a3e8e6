import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError, readOptions } from '@koji/common/config/options';
import { temporaryDirectory } from '@koji/common/testing/temporary-directory';
import { describe, expect, test } from 'vitest';
import { applyProcessLimits } from './apply-process-limits.ts';
import { hubOptions } from './hub-config.ts';
import { loadConfig, parseHubConf } from './load-config.ts';
import { sampleFile } from './sample-file.ts';

/** Key, default, a text that the file may have and its value, and one that cannot be used. */
const table: [key: string, fallback: unknown, raw: string, value: unknown, bad?: string][] = [
  ['DBName', undefined, 'koji', 'koji'],
  ['DBUser', undefined, 'koji', 'koji'],
  ['DBHost', undefined, 'db.example.com', 'db.example.com'],
  ['DBhost', undefined, 'db.example.com', 'db.example.com'],
  ['DBPort', undefined, '5433', 5433, 'five'],
  ['DBPass', undefined, '"a secret"', 'a secret'],
  ['DBConnectionString', undefined, 'postgresql://db/koji?x=1', 'postgresql://db/koji?x=1'],
  ['KojiDir', '/mnt/koji', '/srv/koji', '/srv/koji'],
  ['ProxyPrincipals', [], 'koji/web@EXAMPLE.COM, b@C', ['koji/web@EXAMPLE.COM', 'b@C']],
  ['HostPrincipalFormat', undefined, 'compile/%s@EXAMPLE.COM', 'compile/%s@EXAMPLE.COM'],
  ['AllowedKrbRealms', ['*'], 'A, B', ['A', 'B']],
  ['DisableURLSessions', false, 'True', true, 'perhaps'],
  ['DNUsernameComponent', 'CN', 'UID', 'UID'],
  ['ProxyDNs', [], '"/C=US/O=Example Org/CN=web|/CN=b"', ['/C=US/O=Example Org/CN=web', '/CN=b']],
  ['CheckClientIP', true, 'off', false, 'perhaps'],
  ['LoginCreatesUser', true, 'Off', false, 'perhaps'],
  ['AllowProxyAuthType', false, '1', true, 'perhaps'],
  ['SessionRenewalTimeout', 1440, '0', 0, 'a day'],
  ['KojiWebURL', 'http://localhost.localdomain/koji', 'https://www.example.com/koji', 'https://www.example.com/koji'],
  ['EmailDomain', undefined, 'example.com', 'example.com'],
  ['NotifyOnSuccess', true, 'no', false, 'perhaps'],
  ['DisableNotifications', false, 'yes', true, 'perhaps'],
  ['Plugins', [], 'echo  runroot_hub', ['echo', 'runroot_hub']],
  ['PluginPath', ['/usr/lib/koji-hub-plugins'], '/a:/b', ['/a', '/b']],
  ['KojiDebug', false, 'on', true, 'perhaps'],
  ['KojiTraceback', undefined, 'Extended', 'extended', 'all'],
  ['VerbosePolicy', false, 'on', true, 'perhaps'],
  ['LogLevel', 'WARNING', 'INFO koji.policy:DEBUG', 'INFO koji.policy:DEBUG', 'koji:LOUD'],
  ['LogFormat', '', '%(message)s', '%(message)s'],
  ['MissingPolicyOk', true, 'no', false, 'perhaps'],
  ['EnableMaven', false, 'yes', true, 'perhaps'],
  ['EnableWin', false, 'yes', true, 'perhaps'],
  ...['AS', 'CORE', 'CPU', 'DATA', 'FSIZE', 'MEMLOCK', 'NOFILE', 'OFILE', 'NPROC', 'RSS', 'STACK'].map(
    (name): [string, undefined, string, string, string] => [`RLIMIT_${name}`, undefined, '1024 -1', '1024 -1', '1 2 3'],
  ),
  ['MemoryWarnThreshold', 5000, '0', 0, '5k'],
  ['MaxRequestLength', 4194304, '0', 0, '4M'],
  ['LockOut', false, 'yes', true, 'perhaps'],
  ['ServerOffline', false, 'yes', true, 'perhaps'],
  ['OfflineMessage', undefined, 'back at 6', 'back at 6'],
  ['MaxNameLengthInternal', 256, '0', 0, 'long'],
  ['RegexNameInternal', '^[A-Za-z0-9/_.+-]+$', '', '', '[a-'],
  ['RegexUserName', '^[A-Za-z0-9/_.@-]+$', '^\\w+$', '^\\w+$', '('],
  ['RPMDefaultChecksums', ['md5', 'sha256'], 'sha512', ['sha512']],
  ['MaxJobs', 15, '3', 3, 'few'],
  ['CapacityOvercommit', 5, '0', 0, 'few'],
  ['ReadyTimeout', 180, '10', 10, '3m'],
  ['AssignTimeout', 300, '10', 10, '3m'],
  ['SoftRefusalTimeout', 900, '10', 10, '3m'],
  ['HostTimeout', 900, '10', 10, '3m'],
  ['RunInterval', 60, '10', 10, '3m'],
  ['MaxRepoTasks', 10, '1', 1, 'few'],
  ['MaxRepoTasksMaven', 2, '1', 1, 'few'],
  ['RepoRetries', 3, '0', 0, 'few'],
  ['RequestCleanTime', 1440, '10', 10, 'a day'],
  ['AllowNewRepo', true, 'no', false, 'perhaps'],
  ['RepoLag', 3600, '10', 10, '1h'],
  ['RepoAutoLag', 7200, '10', 10, '1h'],
  ['RepoLagWindow', 600, '10', 10, '1h'],
  ['RepoQueueUser', 'kojira', 'robot', 'robot'],
  ['DebuginfoTags', [], 'f*-build, el9', ['f*-build', 'el9']],
  ['SourceTags', [], 'f*-build', ['f*-build']],
  ['SeparateSourceTags', [], 'f*-build', ['f*-build']],
  ['AuthPrincipal', undefined, 'host/kojihub@EXAMPLE.COM', 'host/kojihub@EXAMPLE.COM'],
  ['AuthKeytab', undefined, '/etc/koji.keytab', '/etc/koji.keytab'],
  ['Listen', ['https://0.0.0.0:443'], 'https://0.0.0.0:443 http://0.0.0.0:80', ['https://0.0.0.0:443', 'http://0.0.0.0:80']],
  ['FilesListen', undefined, 'http://0.0.0.0:80', 'http://0.0.0.0:80'],
  ['TLSCertificate', undefined, '/a.pem', '/a.pem'],
  ['TLSKey', undefined, '/a.pem', '/a.pem'],
  ['ClientCA', undefined, '/a.pem', '/a.pem'],
  ['ClientCRL', undefined, '/a.pem', '/a.pem'],
  ['Workers', 0, '2', 2, 'all'],
  ['DBConnections', 12, '2', 2, 'all'],
  ['RegexpSearchLimit', 60, '2', 2, 'soon'],
  ['SessionKeepDays', 1, '30', 30, 'a month'],
  ['TrustedProxies', [], '10.0.0.1 10.0.0.2', ['10.0.0.1', '10.0.0.2']],
  ['PromptScheduling', true, 'no', false, 'perhaps'],
  ['AllowPasswordLogin', true, 'no', false, 'perhaps'],
  ['AllowPasswordOverHTTP', false, 'yes', true, 'perhaps'],
];

const options = Object.entries(hubOptions);
const read = (key: string, settings: ReadonlyMap<string, string>) => {
  const name = options.find(([, option]) => [option.key, ...(option.aliases ?? [])].includes(key))?.[0];
  return readOptions(hubOptions, settings, 'hub.conf')[name as keyof typeof hubOptions];
};

describe('a setting has its default, takes what it may and refuses the rest by its name', () => {
  test('and every setting is among these', () => {
    const keys = options.flatMap(([, { key, aliases = [] }]) => [key, ...aliases]);
    expect(table.map(([key]) => key).sort()).toEqual(keys.sort());
  });
  test.each(table)('%s', (key, fallback, raw, value, bad) => {
    expect(read(key, new Map())).toEqual(fallback);
    const [written] = parseHubConf(`${key.toUpperCase()} = ${raw}`, 'hub.conf').get('hub') ?? [];
    expect(read(key, new Map([written as [string, string]]))).toEqual(value);
    if (bad === undefined) return;
    const attempt = () => read(key, new Map([[key, bad]]));
    expect(attempt).toThrow(ConfigError);
    expect(attempt).toThrow(key === 'RLIMIT_OFILE' ? 'RLIMIT_NOFILE' : key);
  });
});

test('the sample file has every setting at its default, and is the one that is shipped', async () => {
  const sample = sampleFile();
  expect(readFileSync(new URL('../../hub.conf', import.meta.url), 'utf8')).toBe(sample);
  const shown = sample.replaceAll(/^; (?=\w+ =)/gm, '').replace(/^; --- .*|^tag =$/gm, '');
  const settings = parseHubConf(shown, 'hub.conf').get('hub') ?? new Map();
  expect(readOptions(hubOptions, settings, 'hub.conf')).toEqual(readOptions(hubOptions, new Map(), 'hub.conf'));
  expect(settings.size).toBe(options.length);
});

async function load(files: Record<string, string>) {
  await using directory = await temporaryDirectory();
  mkdirSync(join(directory.path, 'hub.conf.d'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory.path, name), text);
  const loaded = await loadConfig(join(directory.path, 'hub.conf'));
  return { ...loaded, notices: loaded.notices.map((notice) => notice.replace(`${directory.path}/`, '')) };
}

test('the files of hub.conf.d are read in the order of their names, and hub.conf wins over them', async () => {
  const { config, policies, notices } = await load({
    'hub.conf': '[hub]\nMaxJobs = 1\n[policy]\ntag = all :: deny\n',
    'hub.conf.d/20-late.conf': '[hub]\nmaxjobs = 2\nRepoRetries = 2\n',
    'hub.conf.d/10-early.conf': '[hub]\nRepoRetries = 1\nDBName = early\n[policy]\nTag = all :: allow\nvm = all :: allow\n',
    'hub.conf.d/note.txt': 'not read',
  });
  expect(config).toMatchObject({ maxJobs: 1, repoRetries: 2, dbName: 'early' });
  expect(Object.fromEntries(policies)).toEqual({ tag: 'all :: deny', vm: 'all :: allow' });
  expect(notices).toEqual([]);
});

test('what nothing reads is told with its file and the setting that was meant', async () => {
  const { config, notices } = await load({
    'hub.conf': '[hub]\nDBNam = koji\nColour = blue\nMaxJobs = 2\n[polcy]\ntag = all :: deny\n',
    'hub.conf.d/a.conf': 'CheckClientIPs = no\n',
  });
  expect(config).toMatchObject({ dbName: undefined, maxJobs: 2, checkClientIp: true });
  expect(notices).toEqual([
    'hub.conf.d/a.conf: there is no setting checkclientips; the nearest is CheckClientIP',
    'hub.conf: nothing reads the section [polcy]',
    'hub.conf: there is no setting dbnam; the nearest is DBName',
    'hub.conf: there is no setting colour',
  ]);
});

test('the lines of older files, without `=` and without a section, mean the same', async () => {
  const { config, notices } = await load({
    'hub.conf': [
      '; Kerberos',
      'AuthPrincipal host/kojihub@EXAMPLE.COM',
      'AuthKeytab /etc/koji.keytab',
      '# comments of both kinds',
      'ProxyPrincipals koji/kojiweb@EXAMPLE.COM',
      'HostPrincipalFormat compile/%s@EXAMPLE.COM',
      'DNUsernameComponent = CN',
      'ProxyDNs = "/C=US/ST=Massachusetts/O=Example Org/OU=Example User/CN=example/emailAddress=example@example.com"',
      'DBPass = 50%(secret)s',
      '',
    ].join('\n'),
  });
  expect(notices).toEqual([]);
  expect(config).toMatchObject({
    authPrincipal: 'host/kojihub@EXAMPLE.COM',
    authKeytab: '/etc/koji.keytab',
    proxyPrincipals: ['koji/kojiweb@EXAMPLE.COM'],
    hostPrincipalFormat: 'compile/%s@EXAMPLE.COM',
    dnUsernameComponent: 'CN',
    proxyDns: ['/C=US/ST=Massachusetts/O=Example Org/OU=Example User/CN=example/emailAddress=example@example.com'],
    dbPass: '50%(secret)s',
  });
});

test('a relative KojiDir is refused', async () => {
  await expect(load({ 'hub.conf': 'KojiDir = koji\n' })).rejects.toThrow("KojiDir must be an absolute path, got 'koji'");
});

test('limits are set on the process, and one that the system refuses is an error that names it', async () => {
  const readAll = (settings: Record<string, string>) => readOptions(hubOptions, new Map(Object.entries(settings)), 'hub.conf');
  const limits = () => readFileSync('/proc/self/limits', 'utf8');
  const before = limits();
  await applyProcessLimits(readAll({}));
  expect(limits()).toBe(before);
  await applyProcessLimits(readAll({ RLIMIT_CORE: '4096' }));
  expect(limits()).toMatch(/Max core file size +4096 /);
  await expect(applyProcessLimits(readAll({ RLIMIT_CORE: '2 1' }))).rejects.toThrow('--core=2:1');
});
