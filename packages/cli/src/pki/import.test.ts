import { chmodSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type PkiDirectory, pkiDirectory } from './pki-directory.fixture.ts';

// The configuration Koji's set-up guide has administrators copy.
const GUIDE_CONFIG = readFileSync(new URL('../../../../script/sample/setup-guide/ssl.cnf', import.meta.url), 'utf8');
const SUBJECT = '/C=AT/ST=Wien/L=Wien/O=My company';

/** An authority with some certificates, made by the guide's commands. */
function guideAuthority(digest = 'sha256'): PkiDirectory {
  const directory = pkiDirectory();
  const { openssl, save } = directory;
  save('ssl.cnf', GUIDE_CONFIG.replace('md5', digest));
  save('index.txt', '');
  save('serial', '01\n');
  for (const folder of ['certs', 'private']) mkdirSync(join(directory.dir, folder));
  openssl('genrsa', '-out', 'private/koji_ca_cert.key', '2048');
  chmodSync(join(directory.dir, 'private/koji_ca_cert.key'), 0o644);
  const authority = ['-key', 'private/koji_ca_cert.key', '-out', 'koji_ca_cert.crt', '-extensions', 'v3_ca'];
  openssl('req', '-config', 'ssl.cnf', '-new', '-x509', '-days', '3650', ...authority, '-subj', `${SUBJECT}/CN=kojica`);
  guideCertificate(directory, 'hub.example.com', 'kojihub');
  guideCertificate(directory, 'mikeb', 'mikeb');
  return directory;
}

function guideCertificate({ openssl, save, dir }: PkiDirectory, commonName: string, name: string): void {
  const [key, request, certificate] = [`certs/${name}.key`, `certs/${name}.csr`, `certs/${name}.crt`];
  openssl('genrsa', '-out', key, '2048');
  openssl('req', '-config', 'ssl.cnf', '-new', '-key', key, '-out', request, '-subj', `${SUBJECT}/CN=${commonName}`);
  const signer = ['-keyfile', 'private/koji_ca_cert.key', '-cert', 'koji_ca_cert.crt'];
  openssl('ca', '-config', 'ssl.cnf', '-batch', ...signer, '-out', certificate, '-outdir', 'certs', '-infiles', request);
  save(`${name}.pem`, readFileSync(join(dir, certificate), 'utf8') + readFileSync(join(dir, key), 'utf8'));
}

const issuedBy = ({ openssl }: PkiDirectory, file: string) => openssl('verify', '-CAfile', 'koji_ca_cert.crt', file);

test('an authority made by the guide is used in place, by koji-pki and openssl in turn', async () => {
  const ca = guideAuthority();
  expect(await ca.pki('list')).toMatch(/kojihub +valid[^\n]*01 [^\n]*CN=hub.example.com\nmikeb +valid[^\n]*02 /);
  await ca.pki('user', 'mikem', '--locality', 'Graz');
  expect(issuedBy(ca, 'mikem.pem')).toContain('OK');
  expect(ca.openssl('x509', '-in', 'mikem.pem', '-noout', '-subject', '-serial')).toBe(
    'subject=C = AT, ST = Wien, L = Graz, O = My company, CN = mikem\nserial=03\n',
  );
  guideCertificate(ca, 'kojira', 'kojira');
  expect(await ca.pki('list')).toMatch(/mikem +valid[^\n]*03 [\s\S]*kojira +valid[^\n]*04 /);
  await ca.pki('revoke', 'mikeb', '--reason', 'cessationOfOperation');
  expect(() => ca.openssl('verify', '-crl_check', '-CAfile', 'koji_ca_cert.crt', '-CRLfile', 'crl.pem', 'mikeb.pem')).toThrow(
    /revoked/,
  );
});

test('where openssl allows one certificate a subject, renewing asks what to do with the old one', async () => {
  const ca = guideAuthority();
  const refused = await ca.tryPki('renew', 'mikeb');
  expect([refused.status, refused.err]).toEqual([
    1,
    expect.stringMatching(/CN=mikeb may have one valid certificate only: use --supersede/),
  ]);
  expect((await ca.tryPki('user', 'mikeb', '--force', '--locality', '')).err).toMatch(
    /CN=mikeb has a valid certificate already \(serial 02\)/,
  );
  await ca.pki('renew', 'mikeb', '--supersede');
  guideCertificate(ca, 'kojira', 'kojira');
  expect(issuedBy(ca, 'mikeb.pem')).toContain('OK');
});

test('renewing a server’s certificate of the guide gives it the name TLS clients look for', async () => {
  const ca = guideAuthority();
  await ca.pki('renew', 'kojihub', '--supersede');
  await ca.pki('renew', 'mikeb', '--supersede');
  expect(ca.openssl('x509', '-in', 'kojihub.pem', '-noout', '-ext', 'subjectAltName')).toContain('DNS:hub.example.com');
  expect(ca.openssl('x509', '-in', 'mikeb.pem', '-noout', '-text')).not.toContain('DNS:');
});

test('importing in place closes keys, completes files and points out what TLS refuses', async () => {
  const ca = guideAuthority('md5');
  rmSync(join(ca.dir, 'index.txt'));
  rmSync(join(ca.dir, 'serial'));
  chmodSync(join(ca.dir, 'mikeb.pem'), 0o640);
  const said = await ca.pki('import');
  expect(said).toContain('authority C=AT, ST=Wien, L=Wien, O=My company, CN=kojica, valid until 20');
  expect(said).toContain('2 certificates on record, 2 of them newly added');
  expect(said).toContain('mikeb is signed with MD5, which TLS refuses today (koji-pki renew mikeb)');
  expect(said).toContain('private/koji_ca_cert.key was readable by others and is no longer');
  expect(said).toContain('index.txt.attr now says unique_subject = no');
  const modes = ['private', 'private/koji_ca_cert.key', 'kojihub.pem', 'mikeb.pem', 'koji_ca_cert.crt'].map(ca.modeOf);
  expect(modes).toEqual(['700', '600', '640', '640', '644']);
  expect(readFileSync(join(ca.dir, 'serial'), 'utf8')).toBe('03\n');
  await ca.pki('renew', 'mikeb');
  expect(issuedBy(ca, 'mikeb.pem')).toContain('OK');
});

test('importing from a directory copies the authority with all it issued', async () => {
  const [old, ca] = [guideAuthority(), pkiDirectory()];
  await ca.pki('import', old.dir);
  for (const file of ['mikeb.pem', 'certs/kojihub.key', 'index.txt', 'ssl.cnf', 'certs/01.pem']) {
    expect(readFileSync(join(ca.dir, file))).toEqual(readFileSync(join(old.dir, file)));
  }
  await ca.pki('user', 'mikem');
  expect(issuedBy(ca, 'mikem.pem')).toContain('OK');
  expect((await ca.tryPki('import', old.dir)).err).toContain('exists already');
});

test('importing a certificate and its key starts a new record, and refuses a key that does not fit', async () => {
  const [old, ca] = [guideAuthority(), pkiDirectory()];
  const certificate = ['--ca-cert', join(old.dir, 'koji_ca_cert.crt')];
  const wrong = await ca.tryPki('import', ...certificate, '--ca-key', join(old.dir, 'certs/mikeb.key'));
  expect([wrong.status, wrong.err]).toEqual([
    1,
    expect.stringMatching(/^koji-pki: cannot use .*: the private key does not belong/),
  ]);
  await ca.pki('import', ...certificate, '--ca-key', join(old.dir, 'private/koji_ca_cert.key'));
  await ca.pki('user', 'mikem');
  expect(issuedBy(ca, 'mikem.pem')).toContain('OK');
  expect(ca.modeOf('private/koji_ca_cert.key')).toBe('600');
});

test('a serial number that was used already is not used again, and importing repairs the counter', async () => {
  const ca = guideAuthority();
  ca.save('serial', '02\n');
  expect((await ca.tryPki('user', 'mikem')).err).toMatch(/serial says 02, which \S+ has as issued already/);
  await ca.pki('import');
  await ca.pki('user', 'mikem');
  expect(ca.openssl('x509', '-in', 'mikem.pem', '-noout', '-serial')).toBe('serial=03\n');
});
