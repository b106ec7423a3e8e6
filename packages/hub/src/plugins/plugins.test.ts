import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLogger } from '@koji/common/service/logger';
import { temporaryDirectory } from '@koji/common/testing/temporary-directory';
import { expect, test } from 'vitest';
import { Hooks } from '../hooks/hooks.ts';
import type { Call } from '../rpc/call.ts';
import { startHub } from '../testing/hub.fixture.ts';
import { subscribeEcho } from './echo/log-hooks.ts';
import { reportAbsentPlugins } from './load-plugins.ts';

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

test('a hub.conf of Koji that names a plugin we lack starts, and the operator is told what will not happen', async () => {
  await using hub = await startHub({ settings: { Plugins: 'echo protonmsg rpm2maven tag2distrepo' } });
  expect(await hub.anonymous.hub.getAPIVersion()).toBe(1);
  await using logged = await startLog();
  reportAbsentPlugins(['echo', 'protonmsg', 'sidetag_hub'], logged.log);
  expect(logged.lines()).toMatchObject([{ level: 50, plugin: 'protonmsg', consequence: expect.stringContaining('no messages') }]);
});

test('echo writes down what every hook is called with', async () => {
  await using logged = await startLog();
  const hooks = new Hooks();
  subscribeEcho(hooks);
  const call = { method: 'tagBuildBypass', log: logged.log } as Call;
  const data = { tag: { id: 1 }, build: { id: 2 }, user: null, force: false };
  await hooks.emit(call, 'pre', 'Tag', data);
  await hooks.emit(call, 'post', 'Tag', data);
  expect(logged.lines()).toMatchObject([
    { level: 30, hook: 'preTag', method: 'tagBuildBypass', data },
    { hook: 'postTag', data },
  ]);
});

async function startLog() {
  const directory = await temporaryDirectory();
  const file = join(directory.path, 'log');
  return {
    log: createLogger({ name: 'test', level: 'info', file }),
    lines: () =>
      readFileSync(file, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose](),
  };
}
