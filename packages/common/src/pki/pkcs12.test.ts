import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { afterAll, expect, test } from 'vitest';
import { createAuthority } from './authority.ts';
import { issueCertificate } from './issue.ts';
import type { KeyKind } from './key-kinds.ts';
import { toPkcs12 } from './pkcs12.ts';

const dir = mkdtempSync(join(tmpdir(), 'koji-pkcs12-'));
const ca = await createAuthority({ commonName: 'P12 CA' });
afterAll(() => rmSync(dir, { recursive: true }));

const cases = [
  ['rsa2048', 'modern', 'AES-256-CBC', 'sha256'],
  ['p256', 'modern', 'AES-256-CBC', 'sha256'],
  ['rsa2048', 'legacy', 'pbeWithSHA1And3-KeyTripleDES-CBC', 'sha1'],
] as const;

test.each(cases)(
  'OpenSSL opens a %s key in %s encryption with the password only',
  async (keyKind: KeyKind, encryption, cipher, mac) => {
    const issued = await issueCertificate(ca, { commonName: 'jürgen', usage: 'client', keyKind });
    const options = { password: 'pass wörd', friendlyName: 'jürgen – Koji', chain: [ca.certificatePem], encryption };
    const path = join(dir, `${keyKind}-${encryption}.p12`);
    writeFileSync(path, toPkcs12(issued, options));
    const open = (password: string) =>
      execFileSync('sh', ['-c', 'openssl pkcs12 -in "$1" -info -nodes -passin "pass:$2" 2>&1', 'sh', path, password], {
        encoding: 'utf8',
        env: { ...process.env, LC_ALL: 'C.UTF-8' },
      });

    const shown = open('pass wörd');
    expect(shown).toContain(cipher);
    expect(shown).toContain(`MAC: ${mac}`);
    for (const pem of [issued.certificatePem, ca.certificatePem, issued.privateKeyPem]) expect(shown).toContain(pem.trim());
    expect(shown.match(/localKeyID: ([0-9A-F ]+)/g)).toHaveLength(2);
    expect(() => open('other')).toThrow();
  },
);

test('Node opens the file as a TLS identity', async () => {
  const issued = await issueCertificate(ca, { commonName: 'mikeb', usage: 'client' });
  const pfx = toPkcs12(issued, { password: 'x', friendlyName: 'mikeb' });
  expect(() => createSecureContext({ pfx, passphrase: 'x' })).not.toThrow();
  expect(() => createSecureContext({ pfx, passphrase: 'y' })).toThrow(/mac verify failure/);
});
