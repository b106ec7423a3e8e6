import { BuildError } from '@koji/common/errors';
import { createLogger } from '@koji/common/service/logger';
import { type Script, type ScriptedHub, startScriptedHub } from '@koji/common/testing/scripted-hub';
import type { HubApi } from '@koji/hub/api';
import { expect, test } from 'vitest';
import { Alerts } from './alerts.ts';
import type { TaskContext } from './task.ts';
import { waitForTask, waitForTasks } from './wait.ts';

/** Answers of host.taskWait in their order; the last one stays. */
function aHub(answers: readonly (readonly [number[], number[]])[], more: Script = {}): Promise<ScriptedHub> {
  let at = 0;
  return startScriptedHub({
    'host.taskSetWait': () => null,
    'host.taskWait': () => [...(answers[Math.min(at++, answers.length - 1)] ?? [])],
    'host.taskWaitResults': (_parent, tasks) => (tasks as number[]).map((id) => [id, `result of ${id}`]),
    cancelTaskChildren: () => null,
    getTaskResult: () => null,
    ...more,
  });
}
function aContext(hub: ScriptedHub, alerts = new Alerts()): TaskContext {
  const session = hub.session<HubApi>();
  const log = createLogger({ name: 'test', level: 'silent' });
  return { id: 7, hub: session.hub, alerts, log, signal: new AbortController().signal } as TaskContext;
}
/** Alerts again and again, as the daemon does. */
async function alerting<T>(alerts: Alerts, work: Promise<T>): Promise<T> {
  const timer = setInterval(() => alerts.raise(), 10);
  return work.finally(() => clearInterval(timer));
}

test('an alert makes a parent look, and all results are answered', async () => {
  const alerts = new Alerts();
  await using hub = await aHub([
    [[], [8, 9]],
    [[8], [9]],
    [[9], []],
  ]);
  const results = await alerting(alerts, waitForTasks(aContext(hub, alerts), [8, 9], { all: true }));
  expect(results).toEqual(
    new Map([
      [8, 'result of 8'],
      [9, 'result of 9'],
    ]),
  );
  expect(hub.asked('host.taskSetWait')).toEqual([[7, [8, 9]]]);
});

test('without "all" the first one is enough', async () => {
  await using hub = await aHub([[[9], [8]]]);
  expect(await waitForTasks(aContext(hub), [8, 9])).toEqual(new Map([[9, 'result of 9']]));
});

test('a failure ends the waiting for the others and cancels them', async () => {
  const failed = () => {
    throw new BuildError('it is broken');
  };
  await using hub = await aHub([[[8], [9]]], { getTaskResult: failed });
  await expect(waitForTasks(aContext(hub), [8, 9], { all: true, failAny: true })).rejects.toThrow('it is broken');
  expect(hub.asked('cancelTaskChildren')).toEqual([[7]]);
});

test('children that may fail are waited for like others', async () => {
  const alerts = new Alerts();
  await using hub = await aHub([
    [[8], [9]],
    [[9], []],
  ]);
  await alerting(alerts, waitForTasks(aContext(hub, alerts), [8, 9], { all: true, failAny: true, canFail: [8] }));
  expect(hub.asked('getTaskResult')).toEqual([]);
  expect(hub.asked('host.taskWaitResults')).toEqual([[7, [8, 9], { canfail: [8], __starstar: true }]]);
});

test('time that is over cancels the children', async () => {
  await using hub = await aHub([[[], [8]]]);
  await expect(waitForTask(aContext(hub), 8, { timeoutMs: 60 })).rejects.toThrow('Subtasks timed out after 0.1 seconds');
  expect(hub.asked('cancelTaskChildren')).toEqual([[7]]);
});
