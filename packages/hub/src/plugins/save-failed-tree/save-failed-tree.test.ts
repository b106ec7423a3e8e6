import { encodeFault } from '@koji/common/wire/encode';
import { expect, test } from 'vitest';
import { aBuilder, anOpenTask, aRepo } from '../../testing/content.fixture.ts';
import { startHub } from '../../testing/hub.fixture.ts';

const fault = encodeFault(1000, 'no');

test('only the owner of a failed task may have its build root saved, by the host that has it', async () => {
  await using hub = await startHub({ settings: { Plugins: 'save_failed_tree' } });
  const [admin, alice] = [await hub.as('kojiadmin'), await hub.as('alice')];
  const builder = await aBuilder(hub);
  const repo = await aRepo(hub, 'f42');
  const held = async (method: string) => {
    const task = await anOpenTask(hub, builder, method);
    return { task, buildroot: await builder.hub.host.newBuildRoot(repo, 'x86_64', { task_id: task }) };
  };
  const { task, buildroot } = await held('buildArch');
  await expect(admin.saveFailedTree(buildroot)).rejects.toThrow(`Task ${task} has not failed`);
  await builder.hub.host.failTask(task, fault);
  for (const attempt of [alice.saveFailedTree(buildroot), hub.anonymous.hub.saveFailedTree(buildroot)])
    await expect(attempt).rejects.toMatchObject({ faultCode: 1004 });
  const session = await hub.login('kojiadmin');
  const id = (await session.call('saveFailedTree', [String(buildroot)], { full: true, mode: 'x' })) as number;
  session.close();
  const host = await admin.getHost(builder.name);
  expect(await admin.getTaskInfo(id)).toMatchObject({ method: 'saveFailedTree', host_id: host?.id, state: 4 });
  expect(await admin.getTaskRequest(id)).toEqual([buildroot, true, { mode: 'x', __starstar: true }]);

  const other = await held('createrepo');
  await builder.hub.host.failTask(other.task, fault);
  await expect(admin.saveFailedTree(other.buildroot)).rejects.toThrow('Only buildArch tasks can upload their buildroots');
  await admin.disableHost(builder.name);
  await expect(admin.saveFailedTree(buildroot)).rejects.toThrow('Host is disabled');
});
