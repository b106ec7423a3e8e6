import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createAuthority } from '../pki/authority.ts';
import { createCrl } from '../pki/crl.ts';
import { issueCertificate } from '../pki/issue.ts';
import { temporaryDirectory } from '../testing/temporary-directory.ts';
import { type Expiry, isDue, listExpiries, watchExpiry } from './expiry.ts';

const now = new Date('2026-05-01T00:00:00Z');
const inDays = (days: number) => new Date(now.getTime() + days * 86_400_000);

test('the ends of all certificates and lists in the files are known', async () => {
  const options = { from: now, keyKind: 'p256' } as const;
  const ca = await createAuthority({
    ...options,
    commonName: 'authority',
    subject: [{ type: 'O', value: 'Example' }],
    days: 100,
  });
  const other = await createAuthority({ ...options, commonName: 'other', days: 200 });
  const server = await issueCertificate(ca, { ...options, commonName: 'hub.example.com', usage: 'server', days: 40 });
  const list = createCrl(ca, { from: now, revoked: [{ serial: '01', at: now }], number: '1', days: 30 });
  const key = server.privateKeyPem;
  expect(listExpiries({ cert: server.certificatePem, key, ca: ca.certificatePem + other.certificatePem, crl: [list] })).toEqual<
    Expiry[]
  >([
    { what: 'certificate', name: '/CN=hub.example.com', end: inDays(40) },
    { what: 'authority', name: '/O=Example/CN=authority', end: inDays(100) },
    { what: 'authority', name: '/CN=other', end: inDays(200) },
    { what: 'revocation list', name: '/O=Example/CN=authority', end: inDays(30) },
  ]);
});

test('what is due is said at once, each at its level', async () => {
  await using directory = await temporaryDirectory();
  const put = async (setting: string, name: string, pem: string) => {
    await writeFile(join(directory.path, name), pem);
    return { setting, path: join(directory.path, name) };
  };
  const ca = await createAuthority({ commonName: 'authority', keyKind: 'p256', days: 1000 });
  const server = await issueCertificate(ca, { commonName: 'hub', usage: 'server', keyKind: 'p256', days: 10 });
  const list = createCrl(ca, { from: new Date(Date.now() - 1.5 * 86_400_000), revoked: [], number: '1', days: 1 });
  const files = {
    certificate: await put('TLSCertificate', 'hub.crt', server.certificatePem),
    key: await put('TLSKey', 'hub.key', server.privateKeyPem),
    authorities: await put('ClientCA', 'ca.crt', ca.certificatePem),
    revocations: await put('ClientCRL', 'crl.pem', list),
  };
  const said: unknown[] = [];
  const log = {
    warn: (facts: object, message: string) => void said.push(['warn', facts, message]),
    error: (facts: object, message: string) => void said.push(['error', facts, message]),
  };
  const stop = new AbortController();
  await watchExpiry(files, stop.signal, log);
  stop.abort();
  const end = expect.stringMatching(/^\d{4}-\d\d-\d\dT/);
  expect(said).toEqual([
    ['warn', { name: '/CN=hub', end, days: 9 }, 'the certificate expires soon'],
    ['error', { name: '/CN=authority', end, days: -1 }, 'the revocation list has expired'],
  ]);
});

test.each([
  ['certificate', 31, false],
  ['certificate', 29, true],
  ['certificate', -1, true],
  ['authority', 91, false],
  ['authority', 89, true],
  ['revocation list', 8, false],
  ['revocation list', 6, true],
] as const)('a %s with %i days left is due: %s', (what, days, due) => {
  expect(isDue({ what, name: '/CN=x', end: inDays(days) }, now)).toBe(due);
});
