import { expect, test } from 'vitest';
import { startHub } from '../testing/hub.fixture.ts';

test('the arch of an image is a text or a list, and the task is of it', async () => {
  await using hub = await startHub();
  const admin = await hub.as('kojiadmin');
  const archOf = async (arch: unknown, type: string) => {
    const task = await admin.buildImage('spin', '1', arch as never, 'target', 'spin.ks', type);
    const [info] = (await admin.getTaskInfo([task])) as { arch: string }[];
    return info?.arch;
  };
  expect(await archOf('x86_64', 'livecd')).toBe('x86_64');
  expect(await archOf(['x86_64'], 'appliance')).toBe('x86_64');
  expect(await archOf(['x86_64', 'aarch64'], 'livemedia'), 'a task that makes one for each').toBe('noarch');
  await expect(archOf(5, 'livecd')).rejects.toMatchObject({ faultCode: 1019 });
});
