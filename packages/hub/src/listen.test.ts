import { HubSession } from '@koji/common/client/hub-client';
import { freePort } from '@koji/common/testing/free-port';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { HubApi } from './api.ts';
import { listen } from './listen.ts';
import { startHub, type TestHub } from './testing/hub.fixture.ts';

let hub: TestHub;
beforeAll(async () => {
  hub = await startHub({ settings: { Listen: 'https://127.0.0.1:0 http://127.0.0.1:0' } });
});
afterAll(() => hub[Symbol.asyncDispose]());

test('who does not log in is answered at the unencrypted address too', async () => {
  const [server] = hub.otherUrls;
  expect(server).toMatch(/^http:/);
  await (await hub.as('kojiadmin')).createTag('f50');
  const session = new HubSession<HubApi>({ server: server! });
  expect((await session.hub.listTags()).map(({ name }) => name)).toEqual(['f50']);
  await expect(session.call('sslLogin')).rejects.toThrow(
    'a client certificate signed by the hub’s CA or a Kerberos ticket is needed',
  );
  session.close();
});

test('one address that cannot be had keeps the others closed', async () => {
  const port = await freePort();
  const free = `https://127.0.0.1:${port}`;
  const listenAt = (addresses: readonly string[]) => {
    const { services } = hub.open;
    return listen({ ...hub.open, services: { ...services, config: { ...services.config, listen: addresses } } });
  };
  await expect(listenAt([free, '127.0.0.1'])).rejects.toThrow(
    "Listen must look like https://0.0.0.0:443 or unix:/run/koji/socket, got '127.0.0.1'",
  );
  await expect(listenAt([free, new URL(hub.url).origin])).rejects.toThrow('EADDRINUSE');
  await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
});
