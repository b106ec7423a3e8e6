import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, createServer } from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import { type Authority, createAuthority } from './authority.ts';
import { createCrl } from './crl.ts';
import { type IssuedCertificate, issueCertificate } from './issue.ts';

const ca = await createAuthority({ commonName: 'CRL CA' });
const server = await issueCertificate(ca, { commonName: 'localhost', sans: ['localhost', '127.0.0.1'], usage: 'server' });
const good = await issueCertificate(ca, { commonName: 'good', usage: 'client' });
const bad = await issueCertificate(ca, { commonName: 'bad', usage: 'client' });
const at = new Date('2026-02-03T04:05:06Z');
const crl = createCrl(ca, { revoked: [{ serial: bad.certificate.serial, at, reason: 'keyCompromise' }], number: '0F' });

test('OpenSSL verifies the list, its number, its reasons and refuses the revoked certificate', () => {
  const dir = mkdtempSync(join(tmpdir(), 'koji-crl-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  const files = { 'ca.crt': ca.certificatePem, 'good.crt': good.certificatePem, 'bad.crt': bad.certificatePem, 'crl.pem': crl };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: dir, encoding: 'utf8', stdio: 'pipe' });

  const text = openssl('crl', '-in', 'crl.pem', '-CAfile', 'ca.crt', '-noout', '-text');
  expect(text).toMatch(/X509v3 CRL Number:\s+15\n/);
  expect(text).toContain(`Serial Number: ${bad.certificate.serial}\n        Revocation Date: Feb  3 04:05:06 2026 GMT`);
  expect(text).toMatch(/Reason Code:\s+Key Compromise/);
  const verify = (file: string) => openssl('verify', '-crl_check', '-CAfile', 'ca.crt', '-CRLfile', 'crl.pem', file);
  expect(verify('good.crt')).toContain('good.crt: OK');
  expect(() => verify('bad.crt')).toThrow(/certificate revoked/);
});

test('a list without revocations is accepted by OpenSSL', () => {
  const text = execFileSync('openssl', ['crl', '-noout', '-text'], {
    input: createCrl(ca, { revoked: [], number: '1' }),
    encoding: 'utf8',
  });
  expect(text).toContain('No Revoked Certificates.');
});

/** What a TLS server that demands certificates of this authority says to a client. */
async function greet(authority: Authority, client: IssuedCertificate): Promise<string> {
  const listener = createServer(
    {
      key: server.privateKeyPem,
      cert: server.certificatePem,
      ca: authority.certificatePem,
      crl,
      requestCert: true,
      rejectUnauthorized: false,
    },
    (socket) =>
      socket.end(socket.authorized ? `welcome ${socket.getPeerCertificate().subject.CN}` : String(socket.authorizationError)),
  );
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  try {
    const socket = connect({
      host: '127.0.0.1',
      port: (listener.address() as AddressInfo).port,
      ca: authority.certificatePem,
      key: client.privateKeyPem,
      cert: client.certificatePem,
      servername: 'localhost',
    });
    let said = '';
    for await (const chunk of socket) said += chunk;
    return said;
  } finally {
    listener.close();
  }
}

test('a TLS server given the list welcomes a good client and refuses a revoked one', async () => {
  expect(await greet(ca, good)).toBe('welcome good');
  expect(await greet(ca, bad)).toBe('CERT_REVOKED');
});

test('a TLS server refuses a client of an authority with the same name but another key', async () => {
  const impostor = await createAuthority({ commonName: 'CRL CA', keyKind: 'p256' });
  const client = await issueCertificate(impostor, { commonName: 'good', usage: 'client', keyKind: 'p256' });
  expect(await greet(ca, client)).not.toContain('welcome');
});
