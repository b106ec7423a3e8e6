import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { connect, createServer } from 'node:tls';
import { requireOrSkip } from '@koji/common/testing/require-or-skip.fixture';
import { expect, test } from 'vitest';
import { pkiDirectory } from './pki-directory.fixture.ts';

const INIT = ['init', '--key-type', 'rsa2048', '--org', 'Example Org', '--country', 'AT', '--state', 'Wien'];

test('a new authority lies in the set-up guide’s layout and keeps its keys to itself', async () => {
  const { pki, modeOf } = pkiDirectory();
  await pki(...INIT);
  await pki('component', 'kojira');
  await pki('user', 'mikeb', '--p12');
  const modes = Object.fromEntries(
    [
      'private',
      'private/koji_ca_cert.key',
      'koji_ca_cert.crt',
      'certs/kojira.crt',
      'certs/kojira.key',
      'kojira.pem',
      'certs/mikeb_browser_cert.p12',
      'index.txt',
      'serial',
    ].map((file) => [file, modeOf(file)]),
  );
  expect(modes).toEqual({
    private: '700',
    'private/koji_ca_cert.key': '600',
    'koji_ca_cert.crt': '644',
    'certs/kojira.crt': '644',
    'certs/kojira.key': '600',
    'kojira.pem': '600',
    'certs/mikeb_browser_cert.p12': '600',
    'index.txt': '644',
    serial: '644',
  });
});

test('server, component and user certificates hold in a TLS handshake on both sides', async () => {
  const { pki, dir, openssl } = pkiDirectory();
  await pki(...INIT);
  await pki('server', 'hub.example.com', '127.0.0.1', '--name', 'kojihub');
  await pki('user', 'jürgen', '--org-unit', 'Ängste', '--email', 'j@example.com');
  expect(openssl('verify', '-x509_strict', '-CAfile', 'koji_ca_cert.crt', 'kojihub.pem', 'jürgen.pem')).toBe(
    'kojihub.pem: OK\njürgen.pem: OK\n',
  );
  expect(openssl('x509', '-in', 'kojihub.pem', '-noout', '-ext', 'subjectAltName')).toContain(
    'DNS:hub.example.com, IP Address:127.0.0.1',
  );

  const read = (file: string) => readFileSync(join(dir, file), 'utf8');
  const ca = read('koji_ca_cert.crt');
  const server = { cert: read('kojihub.pem'), key: read('kojihub.pem'), ca, requestCert: true };
  const listener = createServer(server, (socket) => socket.end(socket.getPeerX509Certificate()!.subject));
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const { port } = listener.address() as AddressInfo;
  const client = { cert: read('jürgen.pem'), key: read('jürgen.pem'), ca, port, servername: 'hub.example.com' };
  let subject = '';
  for await (const chunk of connect(client)) subject += chunk;
  listener.close();
  expect(subject).toBe('C=AT\nST=Wien\nO=Example Org\nOU=Ängste\nCN=jürgen\nemailAddress=j@example.com');
});

test('a component given server names is good for both sides, a plain one for logging in only', async () => {
  const { pki, openssl } = pkiDirectory();
  await pki(...INIT);
  await pki('component', 'kojiweb', '--san', 'web.example.com');
  await pki('component', 'builder1.example.com', '--key-type', 'p256');
  const purposes = (file: string) => openssl('x509', '-in', file, '-noout', '-ext', 'extendedKeyUsage,subjectAltName');
  expect(purposes('kojiweb.pem')).toMatch(/Server Authentication, TLS Web Client Authentication\n[\s\S]*DNS:web\.example\.com\n/);
  expect(purposes('builder1.example.com.pem')).not.toMatch(/Server|DNS/);
});

test('files that are there are kept unless --force is given', async () => {
  const { pki, tryPki, dir } = pkiDirectory();
  await pki(...INIT);
  await pki('user', 'mikeb', '--p12');
  const before = readFileSync(join(dir, 'mikeb.pem'), 'utf8');
  const attempts = [['user', 'mikeb'], ['p12', 'mikeb'], INIT];
  for (const args of attempts) {
    const { status, err } = await tryPki(...args);
    expect([status, err]).toEqual([1, expect.stringMatching(/^koji-pki: \S+ exists already \(--force replaces it\)$/)]);
  }
  expect(readFileSync(join(dir, 'mikeb.pem'), 'utf8')).toBe(before);
  await pki('user', 'mikeb', '--force');
  expect(readFileSync(join(dir, 'mikeb.pem'), 'utf8')).not.toBe(before);
  // It held the former key.
  expect(existsSync(join(dir, 'certs/mikeb_browser_cert.p12'))).toBe(false);
});

test('the browser’s file opens with the password shown, or the one from a file', async () => {
  const { pki, openssl, save } = pkiDirectory();
  await pki(...INIT);
  await pki('user', 'mikeb');
  const shown = /its password is (\S{16})$/.exec(await pki('p12', 'mikeb'))![1]!;
  const open = (password: string) =>
    openssl('pkcs12', '-in', 'certs/mikeb_browser_cert.p12', '-passin', `pass:${password}`, '-nodes');
  expect(open(shown)).toContain('friendlyName: mikeb (Koji)');
  const out = await pki('p12', 'mikeb', '--force', '--legacy', '--password-file', save('secret', 'geheim\n'));
  expect(out).not.toContain('geheim');
  expect(open('geheim').match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
});

test('Chromium’s and Firefox’s store of certificates takes the browser’s file, old and new', async (context) => {
  requireOrSkip(spawnSync('pk12util', ['-H']).error && 'pk12util is missing, see script/bootstrap --test', context);
  const { pki, dir, save } = pkiDirectory();
  await pki(...INIT);
  await pki('user', 'mikeb');
  const password = save('secret', 'geheim\n');
  for (const form of [[], ['--legacy']]) {
    await pki('p12', 'mikeb', '--force', '--password-file', password, ...form);
    const store = `sql:${mkdtempSync(join(dir, 'store-'))}`;
    const nss = (program: string, ...args: string[]) =>
      execFileSync(program, [...args, '-d', store], { cwd: dir, encoding: 'utf8' });
    nss('certutil', '-N', '--empty-password');
    nss('pk12util', '-i', 'certs/mikeb_browser_cert.p12', '-W', 'geheim');
    expect(nss('certutil', '-K')).toMatch(/mikeb \(Koji\)/);
  }
});

test('an authority with an encrypted key needs its passphrase for everything it signs', async () => {
  const { pki, tryPki, save, dir } = pkiDirectory();
  const password = ['--ca-password-file', save('secret', 'geheim\n')];
  await pki(...password, ...INIT);
  expect(readFileSync(join(dir, 'private/koji_ca_cert.key'), 'utf8')).toContain('BEGIN ENCRYPTED PRIVATE KEY');
  expect((await tryPki('user', 'mikeb')).err).toMatch(
    /^koji-pki: \S+ is encrypted: give its passphrase with --ca-password-file$/,
  );
  const wrong = await tryPki('user', 'mikeb', '--ca-password-file', save('wrong', 'falsch\n'));
  expect([wrong.status, wrong.err.split('\n')]).toEqual([1, [expect.stringMatching(/^koji-pki: cannot use the authority in /)]]);
  await pki('user', 'mikeb', ...password);
});

test('a second koji-pki is kept out while one works, and a dead one’s lock is not in the way', async () => {
  const { pki, tryPki, dir } = pkiDirectory();
  await pki(...INIT);
  const lock = join(dir, '.koji-pki.lock');
  writeFileSync(lock, `${process.pid}\n`);
  expect((await tryPki('user', 'mikeb')).err).toContain(`another koji-pki (process ${process.pid}) is working here`);
  // Beyond the largest process id Linux gives out.
  writeFileSync(lock, '4194305\n');
  await pki('user', 'mikeb');
  expect(existsSync(lock)).toBe(false);
});

test.each([
  [['user', '../evil'], /cannot be the name of a certificate's files/],
  [['user', 'crl'], /cannot be the name/],
  [['user', '.hidden'], /cannot be the name/],
  [['user'], /missing required argument 'name'/],
  [['server', 'a/b'], /neither a host name nor an IP address/],
  [['server'], /missing required argument 'fqdn'/],
  [['init', '--days', '0'], /number from 1 to 36500/],
  [['init', '--key-type', 'dsa'], /Allowed choices are rsa2048, rsa3072, rsa4096, p256/],
  [['revoke', 'x', '--reason', 'mood'], /Allowed choices are unspecified, keyCompromise/],
  [['import', '--ca-cert', 'x'], /go together/],
  [['frobnicate'], /unknown command 'frobnicate'/],
  [['list', '--jsn'], /unknown option '--jsn'/],
])('wrong usage ends with status 2 and one line: %j', async (args, message) => {
  const { status, out, err } = await pkiDirectory().tryPki(...args);
  expect([status, out, err.split('\n').length]).toEqual([2, '', 1]);
  expect(err).toMatch(/^koji-pki: /);
  expect(err).toMatch(message);
});

test.each([
  [['user', 'mikeb'], /^koji-pki: no certificate authority in \S+: \S+koji_ca_cert.crt is missing \(koji-pki init makes one\)$/],
  [['list'], /^koji-pki: no certificates on record: \S+ is missing$/],
  [['p12', 'mikeb'], /^koji-pki: no certificate called mikeb: \S+ is missing$/],
  [['import', '/nonexistent'], /^koji-pki: no certificate authority in \/nonexistent/],
])('a failure ends with status 1 and says why: %j', async (args, message) => {
  const { status, err } = await pkiDirectory().tryPki(...args);
  expect([status, err]).toEqual([1, expect.stringMatching(message)]);
});

test('every command explains itself and its options', async () => {
  const { pki } = pkiDirectory();
  const commands = ['init', 'import', 'server', 'component', 'user', 'p12', 'list', 'renew', 'revoke', 'crl', 'doctor'];
  const overview = await pki('--help');
  for (const command of commands) {
    expect(overview).toContain(`\n  ${command} `);
    const help = await pki(command, '--help');
    expect(help).toContain(`Usage: koji-pki ${command}`);
    expect(help).toContain('--dir <directory>');
  }
});
