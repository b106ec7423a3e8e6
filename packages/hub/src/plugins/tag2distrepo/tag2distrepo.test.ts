import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { filesBelow, importRpms, rpmFixture } from '../../testing/content.fixture.ts';
import { startHub } from '../../testing/hub.fixture.ts';

test('a build that enters or leaves a tag that wants it has its dist repository made anew, signed copies first', async () => {
  await using hub = await startHub({ settings: { Plugins: 'tag2distrepo' } });
  await importRpms(hub, 'foo-1.0-1.src.rpm', 'foo-1.0-1.x86_64.rpm');
  const admin = await hub.as('kojiadmin');
  await admin.addRPMSig('foo-1.0-1.x86_64', readFileSync(rpmFixture('signed/foo-1.0-1.x86_64.sighdr')).toString('base64'));
  await admin.createTag('plain', { arches: 'x86_64' });
  await admin.createTag('dist', {
    arches: 'x86_64 aarch64',
    extra: { 'tag2distrepo.enabled': true, 'tag2distrepo.keys': '8F931432', 'tag2distrepo.latest': true },
  });
  await admin.createTag('broken', { extra: { 'tag2distrepo.enabled': true } });
  for (const tag of ['plain', 'dist', 'broken']) await admin.packageListAdd(tag, 'foo', { owner: 'kojiadmin' });

  await admin.tagBuildBypass('plain', 'foo-1.0-1');
  expect(await admin.listTasks({ opts: { method: 'distRepo' } })).toEqual([]);
  await expect(admin.tagBuildBypass('broken', 'foo-1.0-1')).rejects.toMatchObject({ faultCode: 1017 });

  await admin.tagBuildBypass('dist', 'foo-1.0-1');
  await admin.untagBuildBypass('dist', 'foo-1.0-1');
  const tasks = (await admin.listTasks({ opts: { method: 'distRepo', decode: true } })) as unknown as {
    request: unknown[];
    priority: number;
  }[];
  expect(tasks).toHaveLength(2);
  expect(tasks[0]).toMatchObject({
    priority: 15,
    request: [
      'dist',
      expect.any(Number),
      ['8F931432'],
      { arch: ['x86_64', 'aarch64'], latest: true, inherit: false, allow_missing_signatures: false, multilib: false },
    ],
  });
  expect(filesBelow(hub, 'packages/foo/1.0/1/data/signed')).toEqual(['8f931432/x86_64/foo-1.0-1.x86_64.rpm']);
});
