import { expect, test } from 'vitest';
import { startHub } from '../../testing/hub.fixture.ts';

async function startRunrootHub() {
  const hub = await startHub({ settings: { Plugins: 'runroot_hub' } });
  const admin = await hub.as('kojiadmin');
  await admin.addHost('builder1', ['x86_64']);
  await admin.addHost('builder2', ['s390x']);
  await admin.addHostToChannel('builder1', 'runroot', { create: true });
  await admin.createTag('f42', { arches: 'x86_64' });
  return { hub, admin, [Symbol.asyncDispose]: () => hub[Symbol.asyncDispose]() };
}

test('runroot needs its permission and makes a task of the arch in the runroot channel', async () => {
  await using at = await startRunrootHub();
  const alice = await at.hub.as('alice');
  await expect(alice.runroot('f42', 'x86_64', 'ls')).rejects.toMatchObject({ faultCode: 1004 });
  await at.admin.grantPermission('alice', 'runroot', { create: true });
  const channel = await at.admin.getChannel('runroot', { strict: true });
  const id = await alice.runroot('f42', 'x86_64', ['ls', '/'], { channel: channel?.id ?? null, keep: true });
  expect(await alice.getTaskInfo(id)).toMatchObject({ method: 'runroot', arch: 'x86_64', channel_id: channel?.id, priority: 15 });
  expect(await alice.getTaskRequest(id)).toEqual(['f42', 'x86_64', ['ls', '/'], { keep: true, __starstar: true }]);
});

test('noarch runs on an arch that tag and channel share, where not every host can have the tag’s build root', async () => {
  await using at = await startRunrootHub();
  const id = await at.admin.runroot('f42', 'noarch', 'ls');
  expect(await at.admin.getTaskInfo(id)).toMatchObject({ arch: 'x86_64' });
  // A disabled host would never take the task.
  await at.admin.disableHost('builder1');
  await expect(at.admin.runroot('f42', 'noarch', 'ls')).rejects.toThrow('no common arches for tag/channel: f42/runroot');
  await at.admin.enableHost('builder1');
  await at.admin.editTag2('f42', { arches: 'ppc64le' });
  await expect(at.admin.runroot('f42', 'noarch', 'ls')).rejects.toThrow('no common arches for tag/channel: f42/runroot');
  await at.admin.editTag2('f42', { arches: '' });
  await expect(at.admin.runroot('f42', 'noarch', 'ls')).rejects.toThrow('no arches defined for tag f42');
  await at.admin.editTag2('f42', { arches: 'x86_64 s390x' });
  expect(await at.admin.getTaskInfo(await at.admin.runroot('f42', 'noarch', 'ls'))).toMatchObject({ arch: 'noarch' });
});
