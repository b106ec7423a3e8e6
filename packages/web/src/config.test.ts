import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseWebConf } from '@koji/common/config/web-conf';
import { expect, test } from 'vitest';
import { loadConfig, readConfig, webOptions } from './config.ts';
import { requireSecret } from './session/secret.ts';

const read = (content: string) => readConfig(parseWebConf(content, 'web.conf'), 'web.conf');

test('an ini file is read', () => {
  const { config, secret } = read(
    '[web]\nSiteName = Example\nKojiFilesURL = http://x/kojifiles/\nSecret = abc\nTasks = runroot, kiwiBuild\n',
  );
  expect(config).toMatchObject({
    siteName: 'Example',
    filesUrl: 'http://x/kojifiles',
    prefix: '/koji',
    tasks: ['runroot', 'kiwiBuild'],
    loginTimeoutHours: 72,
  });
  expect(secret).toBe('abc');
  expect(config).not.toHaveProperty('secret');
});

test('the lines of an Apache file are read, the rest of it is passed over', async () => {
  const required = await readFile(join(import.meta.dirname, '../../../script/sample/setup-guide/kojiweb.conf'), 'utf8');
  const { config, secret } = read(`Alias /koji "/usr/share/koji-web/scripts/"
<Directory "/usr/share/koji-web/scripts/">
    SetHandler mod_python
    PythonOption SiteName Koji
    ${required.replaceAll('\n', '\n    ')}
    # This must be changed before deployment
    PythonDebug Off
</Directory>`);
  expect(config).toMatchObject({
    hubUrl: 'http://hub.example.com/kojihub',
    filesUrl: 'http://server.example.com/mnt/koji',
    webCert: '/etc/pki/koji/kojiweb.pem',
    tlsCertificate: '/etc/pki/koji/kojiweb.pem',
    loginKind: 'ssl',
    loginTimeoutHours: 72,
    clientCa: '/etc/pki/koji/koji_ca_cert.crt',
    prefix: '/koji',
  });
  expect(secret).toBe('CHANGE_ME');
});

test('an unknown key of an Apache file is refused by name', () => {
  expect(() => read('PythonOption KojiHubURL http://hub/kojihub\nPythonOption KojiHubAddress http://hub\n')).toThrow(
    /unknown options: KojiHubAddress/,
  );
});

test.each([
  ['', 'ssl'],
  ['WebPrincipal = koji/web@EXAMPLE.COM', 'gssapi'],
  ['WebPrincipal = koji/web@EXAMPLE.COM\nWebAuthType = ssl', 'ssl'],
  ['WebCert = /web.pem\nWebAuthType = gssapi', 'gssapi'],
  ['WebAuthType = kerberos', 'gssapi'],
])('with %j people log in by %s', (lines, kind) => {
  expect(read(`[web]\n${lines}\n`).config.loginKind).toBe(kind);
});

test('PythonOption lines may stand in an ini file', () => {
  expect(read('[web]\nPythonOption KojiHubURL http://hub/kojihub\n').config.hubUrl).toBe('http://hub/kojihub');
});

test('the path of KojiWebURL is where the pages lie', () => {
  expect(read('[web]\nKojiWebURL = https://build.example.com\n').config.prefix).toBe('');
  expect(read('[web]\nKojiWebURL = https://example.com/build/web/\n').config.prefix).toBe('/build/web');
});

test('settings without effect are taken with a notice', () => {
  expect(read('[web]\nLibPath = /x\nRLIMIT_AS = 1\n').notices).toEqual(['LibPath has no effect', 'RLIMIT_AS has no effect']);
});

test.each([
  ['an unknown key', '[web]\nSiteNam = x\n', /SiteNam/],
  ['another section', '[hub]\nx = 1\n', /section \[hub\]/],
  ['an unknown way of login', '[web]\nWebAuthType = magic\n', /magic/],
  ['an address that is none', '[web]\nKojiWebURL = koji\n', /KojiWebURL/],
])('%s is refused', (_title, content, message) => {
  expect(() => read(content)).toThrow(message);
});

test('the sample is read as it is, and every setting in it exists', async () => {
  const path = join(import.meta.dirname, '../web.conf');
  const { config, notices, secret } = await loadConfig(path);
  expect(config).toMatchObject({
    hubUrl: 'https://hub.example.com/kojihub',
    prefix: '/koji',
    loginListen: 'https://0.0.0.0:443',
  });
  expect(notices).toEqual([]);
  expect(() => requireSecret(secret)).toThrow('sample');
  const known = new Set(Object.values(webOptions).map(({ key }) => key));
  const keys = [...(await readFile(path, 'utf8')).matchAll(/^(?:# )?(\w+) =/gm)].map((match) => match[1] as string);
  expect(keys.filter((key) => !known.has(key))).toEqual([]);
});
