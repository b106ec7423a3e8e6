import { existsSync } from 'node:fs';
import { BuildError, RemoteFault } from '@koji/common/errors';
import { createLogger } from '@koji/common/service/logger';
import { type ScriptedHub, startScriptedHub } from '@koji/common/testing/scripted-hub';
import { temporaryDirectory } from '@koji/common/testing/temporary-directory';
import { decodeResponse } from '@koji/common/wire/decode';
import type { HubApi } from '@koji/hub/api';
import { expect, test } from 'vitest';
import type { KojidConfig } from '../config.ts';
import { ProcessRunner } from '../process/runner.ts';
import { Alerts } from './alerts.ts';
import { RefuseTask, RestartBuilder, StopBuilder } from './interruptions.ts';
import { runTask } from './run-task.ts';
import { defineTask, type TaskContext, type TaskResult } from './task.ts';

const log = createLogger({ name: 'test', level: 'silent' });

function aHub(): Promise<ScriptedHub> {
  const nothing = () => null;
  return startScriptedHub({
    'host.closeTask': nothing,
    'host.failTask': nothing,
    'host.refuseTask': nothing,
    'host.freeTasks': nothing,
  });
}

async function run(hub: ScriptedHub, work: (context: TaskContext) => Promise<TaskResult>, request: readonly number[] = [1]) {
  await using directory = await temporaryDirectory();
  const session = hub.session<HubApi>();
  const workdir = `${directory.path}/tasks/7/7`;
  const context: TaskContext = {
    id: 7,
    hub: session.hub,
    session,
    config: {} as KojidConfig,
    runner: new ProcessRunner(log),
    alerts: new Alerts(),
    log,
    signal: new AbortController().signal,
    workdir,
  };
  await runTask(defineTask({ method: 'sleep', run: work }), context, request);
  expect(existsSync(workdir)).toBe(false);
}

test('what a task answers becomes its result, and its directory is there and empty while it runs', async () => {
  await using hub = await aHub();
  await run(hub, async ({ workdir }) => [existsSync(workdir), 'é', null]);
  const [[id, document]] = hub.asked('host.closeTask') as [[number, string]];
  expect([id, decodeResponse(document)]).toEqual([7, [true, 'é', null]]);
});

test.each([
  ['an error for people is told as it is', new BuildError('no spec'), 1005, /^no spec$/],
  ['another error is told with where it came from', new TypeError('oops'), 1, /oops\n\s+at /],
  ['a fault of the hub keeps its code', new RemoteFault('strange', { faultCode: 77 }), 77, /strange/],
])('%s', async (_title, error, code, text) => {
  await using hub = await aHub();
  await run(hub, async () => {
    throw error;
  });
  const [[id, document]] = hub.asked('host.failTask') as [[number, string]];
  expect(id).toBe(7);
  expect(() => decodeResponse(document)).toThrow(
    expect.objectContaining({ faultCode: code, message: expect.stringMatching(text) }),
  );
});

test('arguments that do not fit fail the task', async () => {
  await using hub = await aHub();
  await run(hub, async () => null, [1, 2, 3]);
  const [[, document]] = hub.asked('host.failTask') as [[number, string]];
  expect(() => decodeResponse(document)).toThrow(expect.objectContaining({ faultCode: 1019 }));
});

test('a task that this host cannot do is refused for now', async () => {
  await using hub = await aHub();
  await run(hub, async () => {
    throw new RefuseTask('no repos here');
  });
  expect(hub.asked('host.refuseTask')).toEqual([[7, { msg: 'no repos here', __starstar: true }]]);
});

test('a task that makes way for a restart is given back', async () => {
  await using hub = await aHub();
  await run(hub, async () => {
    throw new RestartBuilder('restart');
  });
  expect(hub.asked('host.freeTasks')).toEqual([[[7]]]);
});

test('a task that ends the builder is closed first', async () => {
  await using hub = await aHub();
  const ending = run(hub, async () => {
    throw new StopBuilder('shutdown');
  });
  await expect(ending).rejects.toThrow(StopBuilder);
  expect(hub.asked('host.closeTask')).toHaveLength(1);
});
