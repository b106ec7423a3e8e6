import { expect, test } from 'vitest';
import { contract } from '../testing/contract/read-contract.fixture.ts';
import { startHub } from '../testing/hub.fixture.ts';

const serverOffline = 1014;

test('with LockOut no method is there but for administrators, by itself or inside others', async () => {
  await using hub = await startHub({ settings: { LockOut: 'yes' } });
  const [alice, admin] = [await hub.login('alice'), await hub.login('kojiadmin')];
  const methods = Object.keys(contract).filter((name) => !['login', 'sslLogin', 'logout'].includes(name));
  const core = methods.filter((name) => hub.open.services.methods.has(name));
  for (const method of core) {
    for (const session of [alice, hub.anonymous])
      await expect(session.call(method), method).rejects.toMatchObject({ faultCode: serverOffline });
  }
  expect(await admin.call('count', ['listTags'])).toBe(0);
  expect(await admin.call('multiCall', [[{ methodName: 'listTags', params: [] }]])).toEqual([[[]]]);
  await alice.logout();
  admin.close();
});
