import { GenericError } from '@koji/common/errors';
import { encodeResponse } from '@koji/common/wire/encode';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Db } from '../db/database.ts';
import { sql } from '../db/sql.ts';
import { aBuilder, anOpenTask } from '../testing/content.fixture.ts';
import { startHub, type TestHub } from '../testing/hub.fixture.ts';
import type { Hooks } from './hooks.ts';

let hub: TestHub;
let hooks: Hooks;
beforeAll(async () => {
  hub = await startHub();
  hooks = hub.open.services.hooks;
});
afterAll(() => hub?.[Symbol.asyncDispose]());

test('a task’s hooks are told of its state and of host or end, before as it was and after as it is', async () => {
  const builder = await aBuilder(hub);
  const seen: unknown[] = [];
  for (const phase of ['pre', 'post'] as const) {
    hooks.on(phase, 'TaskStateChange', ({ attribute, old, new: value, info }) => {
      seen.push([phase, attribute, old, value, info.state]);
      if (phase === 'pre' && attribute === 'state' && value === 'CLOSED') info.result = encodeResponse('changed');
    });
  }
  const task = await anOpenTask(hub, builder, 'buildArch');
  const host = await builder.hub.host.getID();
  await builder.hub.host.closeTask(task, encodeResponse('given'));
  expect(await hub.anonymous.hub.getTaskResult(task)).toBe('changed');
  const [assigned, open, closed] = [4, 1, 2];
  expect(seen).toEqual([
    ['pre', 'state', null, 'FREE', assigned],
    ['post', 'state', null, 'FREE', assigned],
    ['pre', 'state', 'ASSIGNED', 'OPEN', assigned],
    ['pre', 'host_id', host, host, assigned],
    ['post', 'state', 'ASSIGNED', 'OPEN', open],
    ['post', 'host_id', host, host, open],
    ['pre', 'state', 'OPEN', 'CLOSED', open],
    ['pre', 'completion_ts', null, expect.any(Number), open],
    ['post', 'state', 'OPEN', 'CLOSED', closed],
    ['post', 'completion_ts', null, expect.anything(), closed],
  ]);
});

test('hooks around the commit run for calls that have written; before it they can undo the call, after it they cannot', async () => {
  const admin = await hub.as('kojiadmin');
  const seen: string[] = [];
  hooks.on('pre', 'Commit', (_data, { method }) => {
    seen.push(`pre ${method}`);
    if (method === 'createTag' && seen.length === 1) throw new GenericError('not today');
  });
  hooks.on('post', 'Commit', async (_data, call) => {
    seen.push(`post ${call.method}`);
    await call.db.run(sql`insert into locks (name) values (${`after ${call.method}`})`);
    if (call.method === 'editTag2') throw new GenericError('too late');
  });
  await expect(admin.createTag('dist')).rejects.toMatchObject({
    faultCode: 1017,
    message: 'Error running preCommit callback: not today',
  });
  expect(await admin.getTag('dist')).toBeNull();
  await admin.createTag('dist');
  await admin.editTag2('dist', { arches: 'x86_64' });
  expect(await admin.getTag('dist')).toMatchObject({ arches: 'x86_64' });
  expect(seen).toEqual(['pre createTag', 'pre createTag', 'post createTag', 'pre editTag2', 'post editTag2']);
  const locks = await hub.database.sql(`select name from locks where name like 'after %'`);
  expect(locks).toEqual([{ name: 'after createTag' }]);
});

test('a hook whose failure is ignored takes nothing with it, not even where a statement of its own has failed', async () => {
  const admin = await hub.as('kojiadmin');
  let calls = 0;
  const broken = async (_data: unknown, { db }: { readonly db: Db }) => {
    calls += 1;
    await db.run(sql`insert into locks (name) values ('half done')`);
    await db.run(sql`insert into locks (name) values ('half done')`);
  };
  hooks.on('post', 'Tag', broken, { ignoreFailure: true });
  await admin.createTag('hooked');
  await admin.packageListAdd('hooked', 'bash', { owner: 'kojiadmin' });
  await admin.createEmptyBuild('bash', '5', '1', null);
  await admin.tagBuildBypass('hooked', 'bash-5-1');
  expect(calls).toBe(1);
  expect(await admin.listTags({ build: 'bash-5-1' })).toMatchObject([{ name: 'hooked' }]);
  expect(await hub.database.sql(`select from locks where name = 'half done'`)).toEqual([]);
});
