import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Authority, createAuthority, loadAuthority } from './authority.ts';
import { readCertificate } from './certificate.ts';
import { type IssuedCertificate, issueCertificate } from './issue.ts';
import { pemBundle } from './pem.ts';

const dir = mkdtempSync(join(tmpdir(), 'koji-certificates-'));
let ca: Authority;
let server: IssuedCertificate;

function save(name: string, text: string): string {
  writeFileSync(join(dir, name), text);
  return join(dir, name);
}

function openssl(...args: string[]): string {
  return execFileSync('openssl', args, { cwd: dir, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

beforeAll(async () => {
  ca = await createAuthority({ commonName: 'Koji CA', subject: [{ type: 'O', value: 'Example Org' }], days: 3650 });
  save('ca.crt', ca.certificatePem);
  server = await issueCertificate(ca, {
    commonName: 'hub.example.com',
    sans: ['hub.example.com', '*.koji.example.com', 'bücher.example', '192.0.2.7', '2001:db8::1:0', '::ffff:192.0.2.7'],
    usage: 'server',
  });
  save('server.crt', server.certificatePem);
});
afterAll(() => rmSync(dir, { recursive: true }));

test('OpenSSL verifies an authority and what it issues for the purpose asked for, and no other', async () => {
  const client = await issueCertificate(ca, { commonName: 'mikeb', usage: 'client' });
  save('client.crt', client.certificatePem);
  const verify = (purpose: string, file: string) =>
    openssl('verify', '-x509_strict', '-CAfile', 'ca.crt', '-purpose', purpose, file);
  expect(verify('sslserver', 'server.crt')).toContain('server.crt: OK');
  expect(verify('sslclient', 'client.crt')).toContain('client.crt: OK');
  expect(() => verify('sslclient', 'server.crt')).toThrow(/unsuitable certificate purpose/);
  expect(() => verify('sslserver', 'client.crt')).toThrow(/unsuitable certificate purpose/);
});

test('a certificate carries the extensions of a TLS server', () => {
  const text = openssl('x509', '-in', 'server.crt', '-noout', '-text');
  expect(text).toMatch(/X509v3 Basic Constraints: critical\s+CA:FALSE/);
  expect(text).toMatch(/X509v3 Key Usage: critical\s+Digital Signature, Key Encipherment\n/);
  expect(text).toMatch(/Extended Key Usage:\s+TLS Web Server Authentication\n/);
  expect(text).toContain('Signature Algorithm: sha256WithRSAEncryption');
  expect(text).toMatch(
    new RegExp(
      'DNS:hub.example.com, DNS:\\*.koji.example.com, DNS:xn--bcher-kva.example, IP Address:192.0.2.7, ' +
        'IP Address:2001:DB8:0:0:0:0:1:0, IP Address:0:0:0:0:0:FFFF:C000:207',
    ),
  );
  const [own, issuer] = ['Subject', 'Authority'].map(
    (kind) => new RegExp(`${kind} Key Identifier:\\s+([0-9A-F:]+)`).exec(text)![1],
  );
  expect(openssl('x509', '-in', 'ca.crt', '-noout', '-ext', 'subjectKeyIdentifier')).toContain(issuer);
  expect(own).not.toBe(issuer);
});

test('an authority is marked as one and may sign certificates and lists only', () => {
  const text = openssl('x509', '-in', 'ca.crt', '-noout', '-text');
  expect(text).toMatch(/X509v3 Basic Constraints: critical\s+CA:TRUE/);
  expect(text).toMatch(/X509v3 Key Usage: critical\s+Certificate Sign, CRL Sign\n/);
  expect(text).toContain('Subject: O = Example Org, CN = Koji CA');
});

test('names outside ASCII survive as UTF-8', async () => {
  const subject = [
    { type: 'O', value: 'Příklad' },
    { type: 'emailAddress', value: 'j@example.com' },
  ];
  const { certificatePem, certificate } = await issueCertificate(ca, { commonName: 'jürgen 山', subject, usage: 'client' });
  save('utf8.crt', certificatePem);
  const shown = openssl('x509', '-in', 'utf8.crt', '-noout', '-subject', '-nameopt', 'utf8,sep_comma_plus,show_type');
  expect(shown.trim()).toBe('subject=O=UTF8STRING:Příklad,CN=UTF8STRING:jürgen 山,emailAddress=IA5STRING:j@example.com');
  expect(certificate.x509.subject).toBe('O=Příklad\nCN=jürgen 山\nemailAddress=j@example.com');
  expect(certificate.subject.map((part) => part.value)).toEqual(['Příklad', 'jürgen 山', 'j@example.com']);
});

test('reading a certificate gives back what was asked for', () => {
  const facts = readCertificate(server.certificatePem);
  expect(facts).toMatchObject({ usage: 'server', isAuthority: false, serial: server.certificate.serial });
  expect(facts.alternativeNames).toEqual([
    'hub.example.com',
    '*.koji.example.com',
    'xn--bcher-kva.example',
    '192.0.2.7',
    '2001:db8:0:0:0:0:1:0',
    '0:0:0:0:0:ffff:c000:207',
  ]);
  expect(readCertificate(pemBundle(server)).serial).toBe(facts.serial);
});

test('elliptic curve keys can be certified and can certify', async () => {
  const ecCa = await createAuthority({ commonName: 'EC CA', keyKind: 'p256' });
  const leaf = await issueCertificate(ecCa, { commonName: 'builder1', usage: 'client', keyKind: 'p256', serial: '0A' });
  save('ec-ca.crt', ecCa.certificatePem);
  save('ec.crt', leaf.certificatePem);
  expect(openssl('verify', '-x509_strict', '-CAfile', 'ec-ca.crt', '-purpose', 'sslclient', 'ec.crt')).toContain('OK');
  expect(openssl('x509', '-in', 'ec.crt', '-noout', '-serial')).toBe('serial=0A\n');
});

test('an authority made by OpenSSL, with an encrypted key, issues certificates that verify', async () => {
  openssl(
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-passout',
    'pass:secret',
    '-keyout',
    'old.key',
    '-out',
    'old.crt',
    '-subj',
    '/CN=Old ÄCA',
    '-utf8',
  );
  const read = (name: string) => execFileSync('cat', [join(dir, name)], { encoding: 'utf8' });
  expect(() => loadAuthority(read('old.crt'), read('old.key'))).toThrow();
  expect(() => loadAuthority(read('old.crt'), read('old.key'), 'wrong')).toThrow();
  const old = loadAuthority(`text before\n${read('old.crt')}`, read('old.key'), 'secret');
  save('new.crt', (await issueCertificate(old, { commonName: 'kojira', usage: 'client' })).certificatePem);
  expect(openssl('verify', '-CAfile', 'old.crt', 'new.crt')).toContain('OK');
});

test('a certificate that is no authority, or another one’s key, is not taken for an authority', () => {
  expect(() => loadAuthority(server.certificatePem, server.privateKeyPem)).toThrow(/not an authority/);
  expect(() => loadAuthority(ca.certificatePem, server.privateKeyPem)).toThrow(/does not belong/);
});

test('a certificate never outlives its authority, and a run-out authority issues none', async () => {
  const shortLived = await createAuthority({ commonName: 'Short', days: 10, keyKind: 'p256' });
  const leaf = await issueCertificate(shortLived, { commonName: 'x', usage: 'client', days: 400, keyKind: 'p256' });
  expect(leaf.certificate.validTo).toEqual(shortLived.certificate.validTo);
  const gone = await createAuthority({ commonName: 'Gone', days: 1, from: new Date('2020-01-01T00:00:00Z'), keyKind: 'p256' });
  await expect(issueCertificate(gone, { commonName: 'x', usage: 'client' })).rejects.toThrow(/run out on 2020-01-02/);
});

test('dates from 2050 on are written so that OpenSSL reads them', async () => {
  const late = await createAuthority({
    commonName: 'Late',
    days: 36_500,
    keyKind: 'p256',
    from: new Date('2026-01-01T00:00:00Z'),
  });
  save('late.crt', late.certificatePem);
  expect(openssl('x509', '-in', 'late.crt', '-noout', '-enddate')).toBe('notAfter=Dec  8 00:00:00 2125 GMT\n');
});

test.each([
  [{ commonName: 'x'.repeat(65) }, /CN is longer than 64 characters/],
  [{ commonName: ' ' }, /CN is empty/],
  [{ commonName: 'a\nb' }, /control character/],
  [{ commonName: 'a', subject: [{ type: 'C', value: 'USA' }] }, /longer than 2/],
  [{ commonName: 'a', subject: [{ type: 'XX', value: 'y' }] }, /unknown subject attribute XX/],
  [{ commonName: 'a', sans: ['not a host'] }, /not a host name: not a host/],
  [{ commonName: 'a', sans: ['IP:300.1.1.1'] }, /not an IP address: 300.1.1.1/],
  [{ commonName: 'a', days: 0 }, /days must be between/],
])('what cannot be certified is refused: %j', async (options, message) => {
  await expect(issueCertificate(ca, { usage: 'client', keyKind: 'p256', ...options })).rejects.toThrow(message);
});
