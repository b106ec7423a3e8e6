import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLogger } from '@koji/common/service/logger';
import { temporaryDirectory } from '@koji/common/testing/temporary-directory';
import { expect, test } from 'vitest';
import { Hooks } from '../hooks/hooks.ts';
import type { Call } from '../rpc/call.ts';
import { startHub } from '../testing/hub.fixture.ts';
import { bundledPlugins } from './bundled.ts';
import { subscribeEcho } from './echo/log-hooks.ts';

const guide = readFileSync(new URL('../../../../docs/plugins.md', import.meta.url), 'utf8');
const example = /```js\n([\s\S]*?)```/.exec(guide)?.[1] ?? '';

test('the guide lists every plugin and every hook', () => {
  const listed = (heading: string) => {
    const table = guide.slice(guide.indexOf(heading)).split('\n\n')[0] ?? '';
    const first = [...table.matchAll(/^\| (`.*?) \|/gm)].map(([, cell = '']) => cell);
    return first.flatMap((cell) => [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name)).sort();
  };
  expect(listed('| plugin |')).toEqual(bundledPlugins.map(({ name }) => name).sort());
  const declarations = readFileSync(new URL('../hooks/hooks.ts', import.meta.url), 'utf8');
  const events = /interface HookEvents \{([\s\S]*?)^\}/m.exec(declarations)?.[1] ?? '';
  expect(listed('| name |')).toEqual([...events.matchAll(/^ {2}(\w+):/gm)].map(([, name]) => name).sort());
});

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

test('a hub.conf that names all that Koji comes with starts', async () => {
  const all = 'dud echo kiwi protonmsg rpm2maven runroot_hub save_failed_tree sidetag_hub tag2distrepo';
  const protonmsg = '[broker]\nurls = amqp://127.0.0.1:1\ntest_mode = yes\n';
  await using hub = await startHub({ settings: { Plugins: all }, plugins: { protonmsg } });
  expect(await hub.anonymous.hub.getAPIVersion()).toBe(1);
});

test('an operator’s plugin is loaded from PluginPath: its methods, its policy tests, its hooks before and after the commit', async () => {
  await using directory = await temporaryDirectory();
  const journal = join(directory.path, 'journal');
  writeFileSync(join(directory.path, 'frozen_tags.mjs'), example);
  await using hub = await startHub({
    settings: { Plugins: 'echo frozen_tags', PluginPath: `/nowhere:${directory.path}` },
    plugins: { frozen_tags: `[frozen_tags]\nending = -gold\njournal = ${journal}\n` },
    policies: { package_list: 'is_frozen :: deny frozen\nall :: allow' },
  });
  const admin = await hub.as('kojiadmin');
  for (const tag of ['dist', 'dist-gold']) await admin.createTag(tag);
  await admin.packageListAdd('dist', 'foo', { owner: 'kojiadmin' });
  await expect((await hub.as('alice')).packageListAdd('dist-gold', 'foo', { owner: 'alice' })).rejects.toThrow('frozen');
  await admin.packageListAdd('dist-gold', 'foo', { owner: 'kojiadmin', force: true });
  expect(await hub.anonymous.call('listFrozenTags', [])).toEqual(['dist-gold']);
  expect(await hub.anonymous.call('listFrozenTags', ['nosuch'])).toEqual([]);
  await expect(hub.anonymous.call('listFrozenTags', [7])).rejects.toMatchObject({ faultCode: 1019 });

  // A hook that throws aborts the call; its change and what waited for the commit are gone.
  await expect(admin.packageListBlock('dist-gold', 'foo', { force: true })).rejects.toMatchObject({
    faultCode: 1017,
    message: 'Error running postPackageListChange callback: nothing is blocked in dist-gold',
  });
  expect(await admin.listPackages({ tagID: 'dist-gold' })).toMatchObject([{ package_name: 'foo', blocked: false }]);
  expect(readFileSync(journal, 'utf8')).toBe('add dist foo\nadd dist-gold foo\n');
});

test.each([
  ['export const x = 1;', 'its default export must be a function'],
  ['export default () => { throw new Error("no licence"); };', 'no licence'],
  ['export default () => ({ method: {} });', "there is no part 'method' of a plugin"],
  ['export default () => ({ start: 1 });', 'its start is of the wrong kind'],
  ['export default () => undefined;', 'it made no object'],
  ['export default (', 'cannot be loaded'],
  [
    'export default (k) => ({ methods: { t: k.method({ name: "getTag", doc: "", access: k.anyone, params: [], run: () => 1 }) } });',
    'getTag a second time',
  ],
])('a plugin %j keeps the hub from starting, and the error names it', async (text, reason) => {
  await using directory = await temporaryDirectory();
  writeFileSync(join(directory.path, 'mine.js'), text);
  const attempt = startHub({ settings: { Plugins: 'mine', PluginPath: directory.path } });
  await expect(attempt).rejects.toThrow(reason);
  await expect(attempt).rejects.toThrow('mine');
});

test('a plugin in Python is told apart from one that is missing', async () => {
  await using directory = await temporaryDirectory();
  writeFileSync(join(directory.path, 'guard.py'), 'pass\n');
  const settings = { Plugins: 'guard', PluginPath: directory.path };
  await expect(startHub({ settings })).rejects.toThrow(`${join(directory.path, 'guard.py')} is Python`);
});

test('echo writes down what every hook is called with', async () => {
  await using logged = await startLog();
  const hooks = new Hooks();
  subscribeEcho(hooks);
  const db = { savepoint: <T>(step: () => Promise<T>) => step() };
  const call = { method: 'tagBuildBypass', log: logged.log, db } as Call;
  const build = { id: 2, name: 'foo', version: '1', release: '1' };
  const data = { tag: { id: 1, name: 'dist' }, build, user: null, force: false };
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
