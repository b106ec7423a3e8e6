import { expect, test } from 'vitest';
import { startHub } from '../../testing/hub.fixture.ts';

test('a kiwi build is a task of the image channel that carries only what was set', async () => {
  await using hub = await startHub({ settings: { Plugins: 'kiwi' } });
  const [admin, alice] = [await hub.as('kojiadmin'), await hub.as('alice')];
  await admin.createTag('base', { arches: 'x86_64' });
  await admin.createBuildTarget('target', 'base', 'base');
  const ask = (target: string, arches: string | string[]) =>
    alice.kiwiBuild(target, arches, 'git://scm/images', 'cloud', {
      optional_arches: ['aarch64'],
      profile: 'Cloud',
      scratch: true,
    });
  await expect(ask('target', 'x86_64')).rejects.toMatchObject({ faultCode: 1004 });
  await admin.grantPermission('alice', 'image');
  const id = await ask('target', 'x86_64 s390x');
  const image = await admin.getChannel('image');
  expect(await admin.getTaskInfo(id)).toMatchObject({ method: 'kiwiBuild', channel_id: image?.id, priority: 20 });
  const opts = { scratch: true, profile: 'Cloud', optional_arches: ['aarch64'], use_buildroot_repo: true };
  expect(await admin.getTaskRequest(id)).toEqual(['target', ['x86_64', 's390x'], 'git://scm/images', 'cloud', opts]);
  await expect(ask('nosuch', 'x86_64')).rejects.toThrow('No such build target: nosuch');
  await expect(ask('target', [])).rejects.toMatchObject({ faultCode: 1000 });
  await expect(ask('target', 'x86_64 ../x')).rejects.toMatchObject({ faultCode: 1000 });
});
