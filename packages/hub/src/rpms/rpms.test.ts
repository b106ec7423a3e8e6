import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aBuilder, filesBelow, importRpms, rpmFixture } from '../testing/content.fixture.ts';
import { startHub, type TestHub } from '../testing/hub.fixture.ts';

let hub: TestHub;
beforeAll(async () => {
  hub = await startHub();
  await importRpms(hub, 'foo-1.0-1.src.rpm', 'foo-1.0-1.x86_64.rpm');
});
afterAll(() => hub[Symbol.asyncDispose]());

const nvra = 'foo-1.0-1.x86_64';
const signedHeader = readFileSync(rpmFixture('signed/foo-1.0-1.x86_64.sighdr')).toString('base64');
const copy = 'data/signed/8f931432/x86_64/foo-1.0-1.x86_64.rpm';

test('a signature makes a signed copy, which can be taken back', async () => {
  const admin = await hub.as('kojiadmin');
  await admin.addRPMSig(nvra, signedHeader);
  await admin.writeSignedRPM(nvra, '8F931432');
  const bytes = readFileSync(join(hub.topdir, 'packages/foo/1.0/1', copy));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const id = (await admin.getRPM(nvra)) as { id: number };
  expect(await admin.getRPMChecksums(id.id, { checksum_types: ['sha256'], cacheonly: true })).toEqual({
    '': { sha256: null },
    '8f931432': { sha256 },
  });
  const computed = await admin.getRPMChecksums(id.id, { checksum_types: ['sha256'] });
  const original = createHash('sha256')
    .update(readFileSync(rpmFixture('foo-1.0-1.x86_64.rpm')))
    .digest('hex');
  expect(computed).toEqual({ '': { sha256: original }, '8f931432': { sha256 } });

  await admin.deleteRPMSig(nvra, { sigkey: '8f931432' });
  const files = filesBelow(hub, 'packages/foo/1.0/1');
  expect(files).not.toContain(copy);
  expect(files.filter((name) => name.includes('8f931432'))).toEqual([
    expect.stringMatching(/^data\/sigcache\/8f931432\/.*\.sig\.[0-9a-f]{32}\.save$/),
  ]);
  await admin.addRPMSig(nvra, signedHeader);
  await admin.deleteRPMSig(nvra, { all_sigs: true });
  expect(await admin.queryRPMSigs({ rpm_id: id.id })).toEqual([]);
});

test('a signature header that was changed on the disk is not used', async () => {
  const admin = await hub.as('kojiadmin');
  await admin.addRPMSig('foo-1.0-1.src', readFileSync(rpmFixture('signed/foo-1.0-1.src.sighdr')).toString('base64'));
  const file = join(hub.topdir, 'packages/foo/1.0/1/data/sigcache/8f931432/src/foo-1.0-1.src.rpm.sig');
  const header = readFileSync(file);
  writeFileSync(file, Buffer.concat([header.subarray(0, -1), Buffer.from([1])]));
  await expect(admin.writeSignedRPM('foo-1.0-1.src', '8f931432')).rejects.toMatchObject({ faultCode: 1000 });
  expect(filesBelow(hub, 'packages/foo/1.0/1').filter((name) => name.startsWith('data/signed/8f931432/src'))).toEqual([]);
});

test('signatures of other rpms, or with something behind them, are refused', async () => {
  const admin = await hub.as('kojiadmin');
  const own = readFileSync(rpmFixture('signed/foo-1.0-1.x86_64.sighdr'));
  for (const data of [
    readFileSync(rpmFixture('signed/foo-1.0-1.src.sighdr')),
    Buffer.concat([own, Buffer.alloc(8)]),
    own.subarray(0, 100),
  ]) {
    await expect(admin.addRPMSig(nvra, data.toString('base64'))).rejects.toMatchObject({ faultCode: 1000 });
  }
});

test('only builders that are one may have signed copies made', async () => {
  const builder = await aBuilder(hub, 'signer');
  await expect((await hub.as('alice')).host.writeSignedRPM(nvra, '8f931432')).rejects.toMatchObject({ faultCode: 1002 });
  await expect(hub.anonymous.hub.host.writeSignedRPM(nvra, '8f931432')).rejects.toMatchObject({ faultCode: 1002 });
  await (await hub.as('kojiadmin')).addRPMSig(nvra, signedHeader);
  await builder.hub.host.writeSignedRPM(nvra, '8f931432');
  expect(filesBelow(hub, 'packages/foo/1.0/1')).toContain(copy);
  builder.session.close();
});

test('an rpm from outside is known by its payload', async () => {
  const admin = await hub.as('kojiadmin');
  await admin.createExternalRepo('outside', 'http://example.com/repo');
  const rpm = {
    name: 'ext',
    version: '1',
    release: '1',
    epoch: null,
    arch: 'noarch',
    payloadhash: 'a'.repeat(32),
    size: 5_000_000_000,
    buildtime: 1,
  };
  await admin.addExternalRPM(rpm, 'outside');
  await expect(admin.addExternalRPM(rpm, 'outside')).rejects.toMatchObject({ faultCode: 1000 });
  await admin.addExternalRPM(rpm, 'outside', { strict: false });
  await expect(admin.addExternalRPM({ ...rpm, payloadhash: 'b'.repeat(32) }, 'outside', { strict: false })).rejects.toMatchObject(
    { faultCode: 1000 },
  );
  expect(await admin.getRPM('ext-1-1.noarch@outside')).toMatchObject({
    build_id: null,
    draft: null,
    size: 5_000_000_000,
    external_repo_name: 'outside',
  });
  await expect(admin.addRPMSig('ext-1-1.noarch', signedHeader)).rejects.toMatchObject({ faultCode: 1000 });
  expect(await admin.getRPMHeaders({ rpmID: 'ext-1-1.noarch' })).toEqual({});
});

test('questions about rpms whose file is gone have empty answers, or a fault with strict', async () => {
  const { hub: anyone } = hub.anonymous;
  expect(await anyone.getRPMDeps(999999)).toEqual([]);
  expect(await anyone.listRPMFiles(999999)).toEqual([]);
  expect(await anyone.getRPMFile(999999, '/x')).toEqual({});
  await expect(anyone.getRPMDeps(999999, { strict: true })).rejects.toMatchObject({ faultCode: 1000 });
  await expect(anyone.getRPMHeaders({ taskID: 1, filepath: '../../x' })).rejects.toMatchObject({ faultCode: 1000 });
  await expect(anyone.getChangelogEntries({ taskID: 1, filepath: 'a/../../x' })).rejects.toMatchObject({ faultCode: 1000 });
});

test('a changelog is bounded by dates; what is none bounds nothing', async () => {
  await importRpms(hub, 'foo-2.0-1.src.rpm');
  const count = async (bounds: { before?: string; after?: string }) =>
    ((await hub.anonymous.hub.getChangelogEntries({ buildID: 'foo-2.0-1', ...bounds })) as unknown[]).length;
  const all = await count({});
  expect(all).toBeGreaterThan(0);
  expect([
    await count({ before: '1999-12-31' }),
    await count({ after: '1999-12-31 00:00:00' }),
    await count({ before: 'lately' }),
  ]).toEqual([0, all, all]);
});
