import { lstatSync, mkdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { filesBelow, importRpms } from '../testing/content.fixture.ts';
import { startHub, type TestHub } from '../testing/hub.fixture.ts';

async function aHubWithVolumes(): Promise<TestHub> {
  const hub = await startHub({ policies: { volume: 'package foo && release late* :: second\nall :: DEFAULT' } });
  const admin = await hub.as('kojiadmin');
  for (const name of ['second', 'third']) {
    mkdirSync(join(hub.topdir, 'vol', name));
    await admin.addVolume(name);
  }
  return hub;
}

test('a build moves from volume to volume and is found under its first path all the time', async () => {
  await using hub = await aHubWithVolumes();
  const admin = await hub.as('kojiadmin');
  await importRpms(hub, 'foo-1.0-1.src.rpm', 'foo-1.0-1.x86_64.rpm');
  const rpm = 'packages/foo/1.0/1/x86_64/foo-1.0-1.x86_64.rpm';
  const content = readFileSync(join(hub.topdir, rpm));
  const before = filesBelow(hub, 'packages/foo/1.0/1');
  for (const volume of ['second', 'third', 'DEFAULT']) {
    await admin.changeBuildVolume('foo-1.0-1', volume);
    expect(readFileSync(join(hub.topdir, rpm)).equals(content)).toBe(true);
    expect((await admin.getBuild('foo-1.0-1'))?.volume_name).toBe(volume);
    const places = ['second', 'third'].map((name) => filesBelow(hub, `vol/${name}/packages`).length > 0);
    expect(places).toEqual([volume === 'second', volume === 'third']);
    expect(lstatSync(join(hub.topdir, 'packages/foo/1.0/1')).isSymbolicLink()).toBe(volume !== 'DEFAULT');
  }
  expect(filesBelow(hub, 'packages/foo/1.0/1')).toEqual(before);
  await expect(admin.changeBuildVolume('foo-1.0-1', 'DEFAULT')).rejects.toMatchObject({ faultCode: 1000 });
  await expect(admin.removeVolume('nosuch')).rejects.toMatchObject({ faultCode: 1000 });
});

test('a promoted draft is found under both names, and the policy may move it', async () => {
  await using hub = await aHubWithVolumes();
  const admin = await hub.as('kojiadmin');
  for (const release of ['1', 'late1']) {
    const id = await admin.createEmptyBuild('foo', '1', release, null, { draft: true });
    const draft = `packages/foo/1/${release},draft_${id}`;
    await expect(admin.promoteBuild(id)).rejects.toMatchObject({ faultCode: 1000 });
    expect((await admin.getBuild(id))?.draft).toBe(true);
    mkdirSync(join(hub.topdir, draft, 'data'), { recursive: true });
    const promoted = await admin.promoteBuild(id);
    expect(promoted).toMatchObject({
      id,
      release,
      draft: false,
      promoter_name: 'kojiadmin',
      volume_name: release === '1' ? 'DEFAULT' : 'second',
    });
    for (const path of [draft, `packages/foo/1/${release}`])
      expect(lstatSync(join(hub.topdir, path, 'data')).isDirectory()).toBe(true);
    expect(readlinkSync(join(hub.topdir, draft))).toBe(release);
    await expect(admin.promoteBuild(id)).rejects.toMatchObject({ faultCode: 1000 });
  }
});

test('only volumes whose directory is there and leads back to the tree can be added', async () => {
  await using hub = await startHub();
  const admin = await hub.as('kojiadmin');
  for (const name of ['missing', '..', 'a/b']) await expect(admin.addVolume(name)).rejects.toMatchObject({ faultCode: 1000 });
  mkdirSync(join(hub.topdir, 'vol', 'bent', 'toplink'), { recursive: true });
  await expect(admin.addVolume('bent')).rejects.toMatchObject({ faultCode: 1000 });
  mkdirSync(join(hub.topdir, 'vol', 'good'));
  const volume = await admin.addVolume('good');
  expect(readlinkSync(join(hub.topdir, 'vol', 'good', 'toplink'))).toBe(hub.topdir);
  await expect(admin.addVolume('good')).rejects.toMatchObject({ faultCode: 1000 });
  expect(await admin.addVolume('good', { strict: false })).toEqual(volume);
  expect(await admin.listVolumes()).toEqual([{ id: 0, name: 'DEFAULT' }, volume]);
  expect(await admin.removeVolume('good')).toBeNull();
});
