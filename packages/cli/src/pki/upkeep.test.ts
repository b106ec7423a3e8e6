import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type PkiDirectory, pkiDirectory } from './pki-directory.fixture.ts';

async function authority(): Promise<PkiDirectory> {
  const directory = pkiDirectory();
  await directory.pki('init', '--key-type', 'rsa2048', '--org', 'Example');
  return directory;
}

async function rows({ pki }: PkiDirectory, ...args: string[]) {
  return JSON.parse(await pki('list', '--json', ...args)) as {
    names: string[];
    status: string;
    serial: string;
    subject: string;
  }[];
}

const field = (directory: PkiDirectory, file: string, option: string) =>
  directory.openssl('x509', '-in', file, '-noout', option).trim();

test('list shows every certificate on record with its names and its state', async () => {
  const ca = await authority();
  await ca.pki('user', 'jürgen', '--days', '20');
  await ca.pki('component', 'kojira');
  await ca.pki('revoke', 'kojira', '--reason', 'superseded');
  const all = await rows(ca);
  expect(all.map(({ names, status, subject }) => [names, status, subject])).toEqual([
    [['jürgen'], 'valid', '/O=Example/CN=jürgen'],
    [['kojira'], 'revoked', '/O=Example/CN=kojira'],
  ]);
  expect(await ca.pki('list')).toMatch(
    /^NAME +STATUS +EXPIRES +SERIAL +SUBJECT *\njürgen +valid +\d{4}-\d\d-\d\d +[0-9A-F]+ +\/O=Example/,
  );
  expect(await rows(ca, '--expiring', '19')).toEqual([]);
  expect((await rows(ca, '--expiring', '21')).map(({ names }) => names)).toEqual([['jürgen']]);
});

test('renewing keeps subject, names and purpose, and changes key, serial number and end', async () => {
  const ca = await authority();
  await ca.pki('server', 'hub.example.com', '*.hub.example.com', '--name', 'kojihub', '--days', '10', '--org-unit', 'Büro');
  await ca.pki('p12', 'kojihub');
  const old = readFileSync(join(ca.dir, 'kojihub.pem'), 'utf8');
  ca.save('old.pem', old);
  expect(await ca.pki('renew', 'kojihub', '--san', '192.0.2.1')).toContain('_browser_cert.p12, which held the old certificate');
  const of = (file: string) => ['-subject', '-pubkey', '-serial', '-enddate'].map((option) => field(ca, file, option));
  const [before, after] = [of('old.pem'), of('kojihub.pem')];
  expect(after[0]).toBe(before[0]);
  for (const changed of [1, 2, 3]) expect(after[changed]).not.toBe(before[changed]);
  const extensions = ca.openssl('x509', '-in', 'kojihub.pem', '-noout', '-ext', 'subjectAltName,extendedKeyUsage');
  expect(extensions).toContain('DNS:hub.example.com, DNS:*.hub.example.com, IP Address:192.0.2.1');
  expect(extensions).not.toContain('Client');
  expect(existsSync(join(ca.dir, 'certs/kojihub_browser_cert.p12'))).toBe(false);
  expect((await rows(ca)).map(({ status }) => status)).toEqual(['valid', 'valid']);

  await ca.pki('renew', 'kojihub', '--same-key');
  expect(field(ca, 'kojihub.pem', '-pubkey')).toBe(after[1]);
});

test('superseding revokes the old certificate in the same step', async () => {
  const ca = await authority();
  await ca.pki('component', 'kojira');
  ca.save('old.pem', readFileSync(join(ca.dir, 'kojira.pem'), 'utf8'));
  await ca.pki('renew', 'kojira', '--supersede');
  const verify = (file: string) => ca.openssl('verify', '-crl_check', '-CAfile', 'koji_ca_cert.crt', '-CRLfile', 'crl.pem', file);
  expect(verify('kojira.pem')).toContain('OK');
  expect(() => verify('old.pem')).toThrow(/certificate revoked/);
});

test('a certificate is revoked by name or by serial number, once', async () => {
  const ca = await authority();
  await ca.pki('user', 'mikeb');
  await ca.pki('renew', 'mikeb');
  const [first, second] = await rows(ca);
  await ca.pki('revoke', '--serial', first!.serial.toLowerCase());
  await ca.pki('revoke', 'mikeb', '--reason', 'keyCompromise');
  expect((await rows(ca)).map(({ status }) => status)).toEqual(['revoked', 'revoked']);
  const again = await ca.tryPki('revoke', 'mikeb');
  expect([again.status, again.err]).toEqual([1, expect.stringMatching(`serial number ${second!.serial} is revoked already`)]);
  expect((await ca.tryPki('revoke', '--serial', '01')).err).toContain('no certificate with serial number 01 on record');
  const text = ca.openssl('crl', '-in', 'crl.pem', '-CAfile', 'koji_ca_cert.crt', '-noout', '-text');
  expect(text.match(/Serial Number: [0-9A-F]+/g)).toEqual([
    `Serial Number: ${first!.serial}`,
    `Serial Number: ${second!.serial}`,
  ]);
  expect(text).toMatch(/X509v3 CRL Number:\s+2\n/);
});

test('another authority’s certificate is not revoked', async () => {
  const [ca, other] = [await authority(), await authority()];
  await other.pki('user', 'mikeb');
  ca.save('certs/mikeb.crt', readFileSync(join(other.dir, 'certs/mikeb.crt'), 'utf8'));
  expect((await ca.tryPki('revoke', 'mikeb')).err).toContain('was not issued by this authority');
});

test('openssl ca goes on with the authority, and koji-pki after it', async () => {
  const ca = await authority();
  await ca.pki('user', 'jürgen');
  ca.openssl(
    'req',
    '-config',
    'ssl.cnf',
    '-new',
    '-nodes',
    '-newkey',
    'rsa:2048',
    '-keyout',
    'certs/mikem.key',
    '-out',
    'mikem.csr',
    '-subj',
    '/O=Example/CN=mikem',
  );
  ca.openssl('ca', '-config', 'ssl.cnf', '-batch', '-in', 'mikem.csr', '-out', 'certs/mikem.crt');
  await ca.pki('component', 'kojira');
  expect(ca.openssl('verify', '-CAfile', 'koji_ca_cert.crt', 'certs/jürgen.crt', 'certs/mikem.crt', 'certs/kojira.crt')).toMatch(
    /^(.*: OK\n){3}$/,
  );
  const listed = await rows(ca);
  expect(listed.map(({ names }) => names)).toEqual([['jürgen'], ['mikem'], ['kojira']]);
  expect(listed.map(({ serial }) => BigInt(`0x${serial}`) - BigInt(`0x${listed[0]!.serial}`))).toEqual([0n, 1n, 2n]);

  ca.openssl('ca', '-config', 'ssl.cnf', '-revoke', 'certs/jürgen.crt', '-crl_reason', 'keyCompromise');
  ca.openssl('ca', '-config', 'ssl.cnf', '-revoke', 'certs/mikem.crt', '-crl_hold', 'holdInstructionReject');
  ca.openssl('ca', '-config', 'ssl.cnf', '-gencrl', '-out', 'crl.pem');
  await ca.pki('crl', '--days', '7');
  const text = ca.openssl('crl', '-in', 'crl.pem', '-CAfile', 'koji_ca_cert.crt', '-noout', '-text');
  expect(text).toMatch(/X509v3 CRL Number:\s+2\n/);
  expect(text).toMatch(/Key Compromise[\s\S]*Certificate Hold/);
  ca.openssl('ca', '-config', 'ssl.cnf', '-updatedb');
  expect((await rows(ca)).map(({ status }) => status)).toEqual(['revoked', 'revoked', 'valid']);
});
