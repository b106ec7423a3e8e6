import { setTimeout as sleep } from 'node:timers/promises';
import { AuthExpired, AuthLockError } from '@koji/common/errors';
import { createLogger } from '@koji/common/service/logger';
import { type Script, type ScriptedHub, startScriptedHub } from '@koji/common/testing/scripted-hub';
import { temporaryDirectory } from '@koji/common/testing/temporary-directory';
import type { WireValue } from '@koji/common/wire/values';
import { expect, test } from 'vitest';
import { readConfig } from './config.ts';
import { runKojira } from './daemon.ts';

const log = createLogger({ name: 'test', level: 'silent' });

function hubScript(over: Script = {}): Script {
  let lastSession = 0;
  const open = () => ({ 'session-id': ++lastSession, 'session-key': 'k', 'header-auth': true });
  return {
    login: open,
    subsession: open,
    exclusiveSession: () => null,
    logout: () => null,
    'repo.query': () => [],
    'repo.updateEndEvents': () => null,
    'repo.autoRequests': () => null,
    'repo.checkQueue': () => null,
    listVolumes: () => [],
    getTagExternalRepos: () => [],
    getAllArches: () => [],
    ...over,
  };
}
async function run(hub: ScriptedHub, { forceLock = false, sleeptime = 1 } = {}) {
  const directory = await temporaryDirectory();
  const stop = new AbortController();
  const { config } = readConfig(
    `[kojira]\nserver = ${hub.url}\ntopdir = ${directory.path}\nuser = kojira\npassword = x\nsleeptime = ${sleeptime}\nlogfile = none\n`,
    'kojira.conf',
  );
  const done = runKojira({ config, forceLock, log, signal: stop.signal });
  return {
    done,
    async stop() {
      stop.abort();
      await done;
      await directory[Symbol.asyncDispose]();
    },
  };
}
async function until(condition: () => boolean): Promise<void> {
  for (let waited = 0; !condition(); waited += 20) {
    if (waited > 5000) throw new Error('waited for 5 s in vain');
    await sleep(20);
  }
}

test('every duty is done again and again, and the end is a logout', async () => {
  await using hub = await startScriptedHub(hubScript());
  const kojira = await run(hub);
  const duties = ['repo.query', 'repo.updateEndEvents', 'repo.autoRequests', 'repo.checkQueue', 'getTagExternalRepos'];
  await until(() => duties.every((duty) => hub.asked(duty).length >= 2));
  await kojira.stop();
  expect(hub.asked('logout')).toHaveLength(1);
  expect(hub.asked('exclusiveSession')).toHaveLength(1);
});

test('a request is looked at as soon as the hub announces it', async () => {
  let announce: (value: WireValue) => void = () => undefined;
  await using hub = await startScriptedHub(
    hubScript({ 'repo.awaitQueue': () => new Promise((resolve) => (announce = resolve)) }),
  );
  const kojira = await run(hub, { sleeptime: 600 });
  await until(() => hub.asked('repo.awaitQueue').length === 1 && hub.asked('repo.checkQueue').length === 1);
  announce(null);
  await until(() => hub.asked('repo.checkQueue').length === 2);
  await kojira.stop();
});

test('a failing duty does not end the others', async () => {
  const script = hubScript({
    'repo.updateEndEvents': () => {
      throw new Error('database is on fire');
    },
  });
  await using hub = await startScriptedHub(script);
  const kojira = await run(hub);
  await until(() => hub.asked('repo.updateEndEvents').length >= 2 && hub.asked('repo.autoRequests').length >= 2);
  await kojira.stop();
});

test('kojira ends when another one takes its lock', async () => {
  const script = hubScript({
    'repo.checkQueue': () => {
      throw new AuthLockError('locked out');
    },
  });
  await using hub = await startScriptedHub(script);
  await expect((await run(hub)).done).rejects.toThrow('locked out');
});

test('a second kojira does not start, but is told how to', async () => {
  const script = hubScript({
    exclusiveSession: (options) => {
      if ((options as { force?: boolean } | undefined)?.force) return null;
      throw new AuthLockError('held');
    },
  });
  await using hub = await startScriptedHub(script);
  await expect((await run(hub)).done).rejects.toThrow('--force-lock');
  const forced = await run(hub, { forceLock: true });
  await until(() => hub.asked('repo.checkQueue').length >= 1);
  await forced.stop();
});

test('an expired session is renewed with the lock kept', async () => {
  let expired = false;
  const script = hubScript({
    'repo.query': () => {
      if (expired) return [];
      expired = true;
      throw new AuthExpired('session expired');
    },
  });
  await using hub = await startScriptedHub(script);
  const kojira = await run(hub);
  await until(() => hub.asked('repo.query').length >= 2);
  await kojira.stop();
  expect(hub.asked('login').at(1)?.at(-1)).toMatchObject({ renew: true, exclusive: true });
});
