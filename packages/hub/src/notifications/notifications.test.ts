import { afterAll, beforeAll, expect, test } from 'vitest';
import { aBuilder } from '../testing/content.fixture.ts';
import { startHub, type TestHub } from '../testing/hub.fixture.ts';

let hub: TestHub;
let admin: Awaited<ReturnType<TestHub['as']>>;
beforeAll(async () => {
  hub = await startHub({ settings: { EmailDomain: 'example.com', NotifyOnSuccess: 'no' } });
  admin = await hub.as('kojiadmin');
  await admin.createUser('packager');
  for (const tag of ['release', 'other']) {
    await admin.createTag(tag);
    for (const name of ['bash', 'zsh']) await admin.packageListAdd(tag, name, { owner: 'packager' });
  }
  for (const name of ['bash', 'zsh']) await admin.createEmptyBuild(name, '1', '1', null);
  for (const [user, pkg, tag, successOnly] of [
    ['all', null, null, false],
    ['bash', 'bash', null, false],
    ['release', null, 'release', false],
    ['happy', 'bash', 'release', true],
  ] as const) {
    await (await hub.as(user)).createNotification(user, pkg, tag, successOnly);
  }
  await (await hub.as('all')).createNotificationBlock('all', { package_id: 'zsh' });
});
afterAll(() => hub[Symbol.asyncDispose]());

async function recipients(step: () => Promise<unknown>): Promise<string[]> {
  const newest = async () => (await hub.database.sql<{ id: number }>('select coalesce(max(id), 0) as id from task'))[0]?.id ?? 0;
  const before = await newest();
  await step();
  const id = await newest();
  if (id === before) return [];
  expect(await admin.getTaskInfo(id)).toMatchObject({ method: 'tagNotification' });
  const [addresses] = (await admin.getTaskRequest(id)) as [string[]];
  return addresses.map((address) => address.replace('@example.com', ''));
}
const tagging = (build: string, tag: string) => () => admin.tagBuildBypass(tag, build, { force: true, notify: true });

const cases: readonly [string, string, string[]][] = [
  ['bash-1-1', 'release', ['all', 'bash', 'release', 'happy']],
  ['bash-1-1', 'other', ['all', 'bash']],
  ['zsh-1-1', 'release', ['release']],
  ['zsh-1-1', 'other', []],
];
test.each(cases)('of %s in %s are told those who asked and did not decline', async (build, tag, expected) => {
  expect(await recipients(tagging(build, tag))).toEqual(expected);
});

test('a failure is told to who asked for more than successes, to the builder of the package and to its owner in the tag', async () => {
  const builder = await aBuilder(hub);
  const failing = (user: string) => () =>
    builder.hub.host.tagNotification(false, 'release', null, 'bash-1-1', user, { failure_msg: 'no' });
  expect(await recipients(failing('kojiadmin'))).toEqual(['all', 'bash', 'release', 'kojiadmin', 'packager']);
  await admin.disableUser('packager');
  await admin.disableUser('bash');
  expect(await recipients(failing('kojiadmin'))).toEqual(['all', 'release', 'kojiadmin']);
  await admin.enableUser('packager');
  await admin.enableUser('bash');
});

test('one’s mails are one’s own business and the administrators’, and nothing is asked for twice', async () => {
  const [all, bash] = [await hub.as('all'), await hub.as('bash')];
  const refused = { faultCode: 1000 };
  const [mine] = (await all.getBuildNotifications()) as { id: number }[];
  const id = mine?.id ?? 0;
  for (const attempt of [bash.deleteNotification(id), bash.updateNotification(id, 'zsh', null, false)])
    await expect(attempt).rejects.toMatchObject(refused);
  await expect(bash.createNotification('all', 'zsh', null, false)).rejects.toMatchObject(refused);
  await expect(hub.anonymous.hub.createNotification('all', 'zsh', null, false)).rejects.toMatchObject(refused);
  await expect(all.createNotification('all', null, null, false)).rejects.toMatchObject(refused);
  await admin.updateNotification(id, 'zsh', 'other', true);
  expect(await all.getBuildNotification(id)).toMatchObject({
    package_id: (await admin.getPackage('zsh'))?.id,
    tag_id: await admin.getTagID('other'),
    success_only: true,
    email: 'all@example.com',
  });
  await all.deleteNotification(id);
  expect(await all.getBuildNotification(id)).toBeNull();
});
