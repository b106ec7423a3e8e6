import { expect, test } from 'vitest';
import { startHub } from './hub.fixture.ts';

test('a hub on its own database takes certificate logins and keeps strangers out', async () => {
  await using hub = await startHub();
  const admin = await hub.as('kojiadmin');
  expect(await admin.getLoggedInUser()).toMatchObject({ name: 'kojiadmin', usertype: 0 });
  const userId = await admin.createUser('alice');
  expect((await admin.getUser({ userInfo: 'alice' }))?.id).toBe(userId);
  await expect((await hub.as('alice')).createUser('bob')).rejects.toMatchObject({ faultCode: 1004 });
  await expect(hub.anonymous.hub.createUser('bob')).rejects.toMatchObject({ faultCode: 1004 });
});
