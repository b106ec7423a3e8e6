import { expect, test } from 'vitest';
import { startHub } from '../testing/hub.fixture.ts';

test('a plugin’s methods and policy tests are there only while hub.conf names it', async () => {
  await using plain = await startHub();
  await expect(plain.anonymous.hub.listSideTags()).rejects.toMatchObject({
    faultCode: 1000,
    message: 'Invalid method: listSideTags',
  });
  const policies = { tag: 'is_sidetag_owner both :: allow' };
  await expect(startHub({ policies })).rejects.toThrow('missing test handler: is_sidetag_owner');
  await using hub = await startHub({ settings: { Plugins: 'sidetag_hub' }, policies });
  expect(await hub.anonymous.hub.listSideTags()).toEqual([]);
  await expect(hub.anonymous.hub.runroot('f42', 'x86_64', 'ls')).rejects.toMatchObject({ message: 'Invalid method: runroot' });
});

test('a plugin that does not exist, or has a setting that does not, keeps the hub from starting', async () => {
  await expect(startHub({ settings: { Plugins: 'nosuch' } })).rejects.toThrow('Plugins names nosuch');
  const plugins = { sidetag: '[sidetag]\nremove_emtpy = on\n' };
  await expect(startHub({ settings: { Plugins: 'sidetag_hub' }, plugins })).rejects.toThrow('remove_emtpy');
});
