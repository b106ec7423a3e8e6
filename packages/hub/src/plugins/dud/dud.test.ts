import { expect, test } from 'vitest';
import { startHub } from '../../testing/hub.fixture.ts';

test('a driver update disk is a task of the image channel that needs the image permission', async () => {
  await using hub = await startHub({ settings: { Plugins: 'dud' } });
  const [admin, alice] = [await hub.as('kojiadmin'), await hub.as('alice')];
  const ask = (priority: number | null) =>
    alice.dudBuild('disk', '1', ['x86_64'], 'target', ['foo'], { scratch: true, priority });
  await expect(ask(null)).rejects.toMatchObject({ faultCode: 1004 });
  await admin.grantPermission('alice', 'image');
  const id = await ask(2);
  const image = await admin.getChannel('image');
  expect(await admin.getTaskInfo(id, { request: true })).toMatchObject({
    method: 'dudBuild',
    channel_id: image?.id,
    priority: 22,
    request: ['disk', '1', ['x86_64'], 'target', ['foo'], { scratch: true, alldeps: false, scmurl: null, optional_arches: null }],
  });
  await expect(ask(-2)).rejects.toMatchObject({ faultCode: 1004 });
});
