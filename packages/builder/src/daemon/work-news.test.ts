import { createLogger } from '@koji/common/service/logger';
import { startScriptedHub } from '@koji/common/testing/scripted-hub';
import type { HubApi } from '@koji/hub/api';
import { expect, test } from 'vitest';
import { WorkNews } from './work-news.ts';

const log = createLogger({ name: 'test', level: 'silent' });
const never = new AbortController().signal;

test('each question carries the mark of the answer before', async () => {
  let count = 0;
  await using hub = await startScriptedHub({ 'host.waitForWork': () => ({ assigned: [], open: [], mark: `mark ${++count}` }) });
  const news = new WorkNews(hub.session<HubApi>(), log, never);
  await news.next(90_000);
  await news.next(3000);
  expect(hub.asked('host.waitForWork')).toEqual([[50], [3, { mark: 'mark 1', __starstar: true }]]);
});

test('a hub that cannot tell is asked once, and then there is the usual pause', async () => {
  await using hub = await startScriptedHub({});
  const news = new WorkNews(hub.session<HubApi>(), log, never);
  const startedAt = performance.now();
  await news.next(60);
  await news.next(60);
  expect(performance.now() - startedAt).toBeGreaterThan(115);
  const [first, second] = [await hub.session<HubApi>().call('x').catch(String), hub.asked('host.waitForWork')];
  expect([first, second]).toEqual(['GenericError: Invalid method: x', [[0.06]]]);
});

test('any other error is told', async () => {
  await using hub = await startScriptedHub({
    'host.waitForWork': () => {
      throw new Error('database is on fire');
    },
  });
  await expect(new WorkNews(hub.session<HubApi>(), log, never).next(1000)).rejects.toThrow('database is on fire');
});
