import { createLogger } from '@koji/common/service/logger';
import { type Script, startScriptedHub } from '@koji/common/testing/scripted-hub';
import type { WireStruct } from '@koji/common/wire/values';
import type { HubApi } from '@koji/hub/api';
import { expect, test } from 'vitest';
import { RepoWatcher, type RepoWish } from './repo-watcher.ts';

const tag = { id: 2, name: 'f42-build' };
const repo = { id: 5, tag_id: 2, create_event: 40 };
const request: WireStruct = { id: 1, min_event: 35, active: true, task_id: 9, task_state: 1 };

async function watching(script: Script, wish: Partial<RepoWish> = {}) {
  const hub = await startScriptedHub({ getTag: () => tag, tagLastChangeEvent: () => 38, listTagged: () => [], ...script });
  const context = {
    hub: hub.session<HubApi>().hub,
    log: createLogger({ name: 'test', level: 'silent' }),
    signal: new AbortController().signal,
  };
  return {
    hub,
    watcher: await RepoWatcher.open(context, { tag: 'f42-build', ...wish }),
    [Symbol.asyncDispose]: () => hub[Symbol.asyncDispose](),
  };
}

test('a repository that is there is taken', async () => {
  await using it = await watching({ 'repo.request': () => ({ repo, request: null }) });
  expect(await it.watcher.find()).toEqual({ repo });
});

test('for one that is not there the arguments of a waiting task are answered, with the event of the request', async () => {
  await using it = await watching({ 'repo.request': () => ({ repo: null, request }) });
  expect(await it.watcher.find()).toEqual({ waitFor: ['f42-build', null, [], 35] });
});

test('builds that are not tagged yet need no request', async () => {
  await using it = await watching({}, { nvrs: ['bash-5.3-1'], minEvent: 'last' });
  expect(await it.watcher.find()).toEqual({ waitFor: ['f42-build', null, ['bash-5.3-1'], 38] });
});

test('waiting goes from the request to its repository', async () => {
  let looks = 0;
  await using it = await watching({
    'repo.request': () => ({ repo: null, request }),
    'repo.checkRequest': () => ({ request, repo: ++looks < 2 ? null : repo }),
  });
  expect(await it.watcher.wait()).toEqual(repo);
});

test('a repository from before the builds is not taken, the next one is', async () => {
  let asked = 0;
  const tagged = [{ version: '5.3', release: '1' }];
  await using it = await watching(
    {
      // The old repository was made before event 38, when the build was tagged.
      listTagged: (_tag, options) => ((options as WireStruct).event === 30 ? [] : tagged),
      'repo.request': () => ({ repo: { ...repo, create_event: ++asked < 2 ? 30 : 40 }, request: null }),
    },
    { nvrs: ['bash-5.3-1'] },
  );
  expect(await it.watcher.wait()).toMatchObject({ create_event: 40 });
});

test('a request that came to nothing is an error that tells its task', async () => {
  await using it = await watching({
    'repo.request': () => ({ repo: null, request }),
    'repo.checkRequest': () => ({ request: { ...request, active: false, task_state: 5 }, repo: null }),
  });
  await expect(it.watcher.wait()).rejects.toThrow('Repo request no longer active (task 9 is FAILED)');
});
