import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { structValue } from '@koji/common/client/typed-hub';
import type { WireStruct } from '@koji/common/wire/values';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { filesBelow, importRpms, uploadText } from '../testing/content.fixture.ts';
import { startHub, type TestHub } from '../testing/hub.fixture.ts';

let hub: TestHub;
let alice: Awaited<ReturnType<TestHub['as']>>;
beforeAll(async () => {
  hub = await startHub({ policies: { cg_import: 'package forbidden* :: deny\nall :: allow' } });
  const admin = await hub.as('kojiadmin');
  alice = await hub.as('alice');
  await admin.grantCGAccess('alice', 'maker', { create: true });
  await admin.addBType('custom');
  await importRpms(hub, 'bar-1.1-1.src.rpm', 'bar-1.1-1.noarch.rpm');
});
afterAll(() => hub[Symbol.asyncDispose]());

const document = '{"some": "json"}\n';
const sha256 = createHash('sha256').update(document).digest('hex');
const buildroot = {
  id: 1,
  host: { os: 'os', arch: 'x86_64' },
  content_generator: { name: 'maker', version: '1' },
  container: { type: 'docker', arch: 'x86_64' },
  tools: [{ name: 'tool', version: '2' }],
  components: [
    { type: 'rpm', name: 'bar', version: '1.1', release: '1', epoch: null, arch: 'noarch', sigmd5: 'other', signature: null },
  ],
};
const output = {
  buildroot_id: 1,
  filename: 'doc.json',
  filesize: document.length,
  checksum: sha256,
  checksum_type: 'sha256',
  type: 'file',
  arch: 'noarch',
  extra: { typeinfo: { custom: {} } },
};
const log = { ...output, filename: 'x.log', type: 'log', extra: {} };
function metadata(
  version: string,
  changes: { build?: WireStruct; output?: WireStruct[]; buildroot?: WireStruct } = {},
): WireStruct {
  const build = {
    name: 'made',
    version,
    release: '1',
    source: 'git://x',
    start_time: 1500000000,
    end_time: 1500000100.5,
    extra: { typeinfo: { custom: { a: 1 } } },
  };
  return structValue({
    metadata_version: 0,
    build: { ...build, ...changes.build },
    buildroots: [{ ...buildroot, ...changes.buildroot }],
    output: changes.output ?? [output, log],
  });
}
function upload(directory: string): void {
  uploadText(hub, `${directory}/doc.json`, document);
  uploadText(hub, `${directory}/x.log`, document);
}

test('an import keeps the files, what was said of them, and remarks on what did not fit', async () => {
  upload('cg/a');
  const build = await alice.CGImport(metadata('1'), 'cg/a');
  expect(build).toMatchObject({
    state: 1,
    cg_name: 'maker',
    owner_name: 'alice',
    source: 'git://x',
    completion_ts: 1500000100.5,
  });
  expect(filesBelow(hub, 'packages/made/1/1')).toEqual([
    'data/logs/cg_import.log',
    'data/logs/x.log',
    'files/custom/doc.json',
    'metadata.json',
  ]);
  expect(JSON.parse(readFileSync(join(hub.topdir, 'packages/made/1/1/metadata.json'), 'utf8'))).toMatchObject({
    build: { name: 'made' },
  });
  const [archive] = (await alice.listArchives({ buildID: build.id })) as { buildroot_id: number }[];
  expect(await alice.getBuildroot(archive?.buildroot_id ?? 0)).toMatchObject({
    br_type: 1,
    cg_name: 'maker',
    container_type: 'docker',
  });
  expect(await alice.getBuildrootListing(archive?.buildroot_id ?? 0)).toMatchObject([{ name: 'bar' }]);
});

test('hooks are told of the import and of each file, with what the generator says of it', async () => {
  const seen: unknown[] = [];
  for (const phase of ['pre', 'post'] as const)
    hub.open.services.hooks.on(phase, 'Import', ({ type, build, filepath, fileinfo, directory }) => {
      seen.push([phase, type, build?.name, filepath ?? directory, (fileinfo as WireStruct | undefined)?.filename]);
    });
  upload('cg/hooks');
  await alice.CGImport(metadata('hooks'), 'cg/hooks');
  const file = join(hub.topdir, 'work/cg/hooks/doc.json');
  expect(seen).toEqual([
    ['pre', 'cg', undefined, 'cg/hooks', undefined],
    ['pre', 'archive', 'made', file, 'doc.json'],
    ['post', 'archive', 'made', file, 'doc.json'],
    ['post', 'cg', 'made', 'cg/hooks', undefined],
  ]);
});

test('what an output was made of is found among our rpms and files, and what is not ours is remarked on', async () => {
  upload('cg/parts');
  const [part] = (await alice.listArchives({ buildID: (await alice.getBuild('made-1-1'))?.id ?? 0 })) as { id: number }[];
  const file = { type: 'file', filename: 'doc.json', filesize: document.length, checksum: sha256, checksum_type: 'sha256' };
  const ours = { type: 'kojifile', archive_id: part?.id ?? 0, nvr: 'made-1-1', filename: 'doc.json' };
  const made = (components: WireStruct[]) => metadata('9', { output: [{ ...output, components }, log] });
  for (const wrong of [
    { ...ours, nvr: 'made-2-1' },
    { ...ours, archive_id: 999999 },
    { ...file, type: 'nosuch' },
  ])
    await expect(alice.CGImport(made([file, wrong]), 'cg/parts')).rejects.toMatchObject({ faultCode: 1000 });
  const { id } = await alice.CGImport(
    made([{ ...file, checksum: '0'.repeat(64) }, ...buildroot.components, ours, file, { ...file, filesize: 1 }]),
    'cg/parts',
  );
  const [archive] = (await alice.listArchives({ buildID: id })) as { id: number }[];
  expect(await alice.listArchives({ imageID: archive?.id ?? 0 })).toMatchObject([{ id: part?.id }]);
  expect(await alice.listRPMs({ imageID: archive?.id ?? 0 })).toMatchObject([{ name: 'bar' }]);
  const remarks = readFileSync(join(hub.topdir, 'packages/made/9/1/data/logs/cg_import.log'), 'utf8');
  expect(remarks.match(/IGNORING unmatched archive/g)).toHaveLength(2);
});

test.each([
  ['an output of another size', { output: [{ ...output, filesize: 3 }, log] }],
  ['an output with another checksum', { output: [{ ...output, checksum: '0'.repeat(64) }, log] }],
  ['an output that is not there', { output: [output, { ...log, filename: 'no.log' }] }],
  ['an output of a type the build has not', { output: [{ ...output, extra: { typeinfo: { image: {} } } }, log] }],
  ['an output of two types', { output: [{ ...output, extra: { typeinfo: { custom: {} }, image: {} } }, log] }],
  ['a file name that leaves the directory', { output: [{ ...output, filename: '../a/doc.json' }, log] }],
  ['a path that leaves the work directory', { output: [{ ...output, relpath: '../../..' }, log] }],
  ['a subdirectory that leaves the build', { output: [{ ...output, subdir: '../../../x' }, log] }],
  ['a buildroot nobody uses', { buildroot: { id: 2 } }],
  ['a build name that leaves the tree', { build: { name: '../x' } }],
  ['a package that the policy forbids', { build: { name: 'forbidden-x' } }],
  ['a type that does not exist', { build: { extra: { typeinfo: { nosuch: {} } } } }],
  ['a token without a build id', {}],
])('an import with %s is refused and leaves nothing', async (what, changes) => {
  upload('cg/b');
  const before = filesBelow(hub, 'packages');
  const [builds, buildroots] = [
    await alice.listBuilds({ queryOpts: { countOnly: true } }),
    await alice.listBuildroots({ queryOpts: { countOnly: true } }),
  ];
  const given = what === 'a token without a build id' ? { token: 'x' } : {};
  await expect(alice.CGImport(metadata('2', changes), 'cg/b', given)).rejects.toMatchObject({
    faultCode: expect.toSatisfy((code: number) => code === 1000 || code === 1004),
  });
  expect(filesBelow(hub, 'packages')).toEqual(before);
  expect([
    await alice.listBuilds({ queryOpts: { countOnly: true } }),
    await alice.listBuildroots({ queryOpts: { countOnly: true } }),
  ]).toEqual([builds, buildroots]);
  expect(filesBelow(hub, 'work/cg/b')).toEqual(['doc.json', 'x.log']);
});

test('a failure late in an import takes everything back', async () => {
  upload('cg/late');
  uploadText(hub, 'cg/late/doc.unknown', document);
  const unknown = { ...output, filename: 'doc.unknown' };
  await expect(alice.CGImport(metadata('3', { output: [output, unknown, log] }), 'cg/late')).rejects.toMatchObject({
    faultCode: 1000,
    message: expect.stringContaining('unsupported file extension'),
  });
  expect(filesBelow(hub, 'packages/made/3')).toEqual([]);
  expect(await alice.getBuild('made-3-1')).toBeNull();
  expect(filesBelow(hub, 'work/cg/late')).toEqual(['doc.json', 'doc.unknown', 'x.log']);
});

test('who may act as a content generator decides its grants alone', async () => {
  upload('cg/c');
  const admin = await hub.as('kojiadmin');
  await expect(admin.CGImport(metadata('4'), 'cg/c')).rejects.toMatchObject({ faultCode: 1002 });
  await expect(hub.anonymous.hub.CGImport(metadata('4'), 'cg/c')).rejects.toMatchObject({ faultCode: 1002 });
  uploadText(hub, 'cg/c/.user', String((await admin.getUser({ userInfo: 'kojiadmin' }))?.id));
  await expect(alice.CGImport(metadata('4'), 'cg/c')).rejects.toMatchObject({ faultCode: 1004 });
  expect(await admin.listCGs()).toEqual({ maker: { id: 1, users: ['alice'] } });
});

test('a reservation is redeemed with its token, once, or given back', async () => {
  upload('cg/d');
  const { build_id, token } = await alice.CGInitBuild('maker', structValue({ name: 'made', version: '5', release: '1' }));
  expect(await alice.getBuild(build_id)).toMatchObject({ state: 0, cg_name: 'maker' });
  const reserved = metadata('5', { build: { build_id } });
  await expect(alice.CGImport(reserved, 'cg/d', { token: 'wrong' })).rejects.toMatchObject({ faultCode: 1000 });
  await expect(alice.CGImport(reserved, 'cg/d')).rejects.toMatchObject({ faultCode: 1000 });
  await expect(alice.CGImport(metadata('6', { build: { build_id } }), 'cg/d', { token })).rejects.toMatchObject({
    faultCode: 1000,
  });
  expect(await alice.CGImport(reserved, 'cg/d', { token })).toMatchObject({ id: build_id, state: 1 });
  await expect(alice.CGRefundBuild('maker', build_id, token)).rejects.toMatchObject({ faultCode: 1000 });

  const other = await alice.CGInitBuild('maker', structValue({ name: 'made', version: '7', release: '1' }));
  expect(other.token).not.toBe(token);
  await alice.CGRefundBuild('maker', other.build_id, other.token, { state: 4 });
  expect(await alice.getBuild(other.build_id)).toMatchObject({ state: 4 });
  expect(await alice.CGInitBuild('maker', structValue({ name: 'made', version: '7', release: '1' }))).toMatchObject({
    build_id: other.build_id,
  });
});
