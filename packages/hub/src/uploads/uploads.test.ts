import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { uploadFile } from '@koji/common/client/upload';
import { expect, test } from 'vitest';
import { startHub, type TestHub, type TestSession } from '../testing/hub.fixture.ts';

function place(parts: Record<string, string>): URLSearchParams {
  return new URLSearchParams({ filename: 'f', filepath: 'up/a', fileverify: 'adler32', ...parts });
}
function stored(hub: TestHub, name = 'f'): string {
  return join(hub.topdir, 'work/up/a', name);
}

test('a file goes up in chunks and is checked as a whole', async () => {
  await using hub = await startHub();
  const alice = await hub.login('alice');
  const local = join(hub.topdir, 'local.bin');
  writeFileSync(local, randomBytes(2_500_000));
  await uploadFile(alice, local, 'up/a');
  expect(readFileSync(stored(hub, 'local.bin')).equals(readFileSync(local))).toBe(true);
  expect(await hub.anonymous.hub.checkUpload('up/a', 'local.bin', { tail: 10, verify: 'md5' })).toMatchObject({
    size: 2_500_000,
    sumlength: 10,
  });
  expect(await hub.anonymous.hub.checkUpload('up/a', 'other')).toBeNull();
});

test('a chunk too long for memory arrives as well', async () => {
  await using hub = await startHub();
  const alice = await hub.login('alice');
  const bytes = randomBytes(17_000_001);
  expect(await alice.postRaw(place({}), bytes)).toMatchObject({ size: 17_000_001, offset: 0 });
  expect(readFileSync(stored(hub)).equals(bytes)).toBe(true);
});

test('a chunk that breaks off leaves nothing, and one that ends before the file does is refused', async () => {
  await using hub = await startHub();
  const alice = await hub.login('alice');
  await alice.postRaw(place({}), Buffer.from('0123456789'));
  await breakOff(hub, alice, place({ offset: '10' }));
  await expect(alice.postRaw(place({ offset: '2' }), Buffer.from('abc'))).rejects.toMatchObject({ faultCode: 1000 });
  expect(readFileSync(stored(hub), 'utf8')).toBe('0123456789');
  expect(await alice.postRaw(place({ offset: '5' }), Buffer.from('56789'))).toMatchObject({ size: 5, offset: 5 });
  expect(await alice.postRaw(place({ offset: '-1' }), Buffer.from('!'))).toMatchObject({ offset: 10 });
  expect(await alice.postRaw(place({ offset: '3', overwrite: '1' }), Buffer.from('x'))).toMatchObject({ offset: 3 });
  expect(readFileSync(stored(hub), 'utf8')).toBe('012x');
});

/** Announces more bytes than it sends, then hangs up. */
async function breakOff(hub: TestHub, session: TestSession, query: URLSearchParams): Promise<void> {
  const state = session.state;
  const headers = {
    'content-type': 'application/octet-stream',
    'content-length': '1000',
    'koji-session-id': String(state?.id),
    'koji-session-key': state?.key,
  };
  const broken = request(`${hub.url}?${query}`, { method: 'POST', ca: readFileSync(hub.ca), headers });
  broken.on('error', () => undefined);
  broken.write('half of it');
  await sleep(300);
  broken.destroy();
  await sleep(200);
}

test('a file that any hub process is writing is refused to others', async () => {
  await using hub = await startHub();
  const alice = await hub.login('alice');
  await hub.database.sql('begin');
  await hub.database.sql('select pg_advisory_xact_lock(hashtextextended($1, 7261))', [stored(hub)]);
  await expect(alice.postRaw(place({}), Buffer.from('a'))).rejects.toMatchObject({ faultCode: 1001 });
  await expect(alice.hub.checkUpload('up/a', 'f')).rejects.toMatchObject({ faultCode: 1001 });
  await hub.database.sql('commit');
  expect(existsSync(stored(hub))).toBe(false);
  await alice.postRaw(place({}), Buffer.from('a'));
});

test('a directory is its first writer’s, a task’s the host’s that runs it', async () => {
  await using hub = await startHub();
  const [alice, bob] = [await hub.login('alice'), await hub.login('bob')];
  await alice.postRaw(place({}), Buffer.from('a'));
  await expect(bob.postRaw(place({ filename: 'g' }), Buffer.from('b'))).rejects.toMatchObject({ faultCode: 1000 });

  const admin = await hub.as('kojiadmin');
  for (const name of ['builder1', 'builder2']) await admin.addHost(name, ['x86_64']);
  const [one, two] = [await hub.login('builder1'), await hub.login('builder2')];
  for (const builder of [one, two]) await builder.hub.exclusiveSession();
  const task = await admin.makeTask('sleep', [1], { assign: 'builder1' });
  const log = place({ filename: 'build.log', filepath: `tasks/${task}/${task}` });
  await expect(one.postRaw(log, Buffer.from('early'))).rejects.toMatchObject({ faultCode: 1004 });
  await one.hub.host.openTask(task);
  await one.postRaw(log, Buffer.from('running'));
  await expect(two.postRaw(log, Buffer.from('forged'))).rejects.toMatchObject({ faultCode: 1004 });
  expect(await hub.anonymous.hub.listTaskOutput(task)).toEqual(['build.log']);
  expect(Buffer.from(await hub.anonymous.hub.downloadTaskOutput(task, 'build.log', { offset: -4 }), 'base64').toString()).toBe(
    'ning',
  );
});

test('only a plain file is written to, and a whole one not without being told', async () => {
  await using hub = await startHub();
  const alice = await hub.login('alice');
  await alice.postRaw(place({}), Buffer.from('mine'));
  const outside = join(hub.topdir, 'outside');
  writeFileSync(outside, 'safe');
  symlinkSync(outside, stored(hub, 'link'));
  symlinkSync(join(hub.topdir, 'nowhere'), stored(hub, 'dangling'));
  mkdirSync(stored(hub, 'directory'));
  for (const filename of ['link', 'dangling', 'directory']) {
    for (const parts of [{}, { overwrite: '1' }, { offset: '4' }])
      await expect(alice.postRaw(place({ filename, ...parts }), Buffer.from('evil')), filename).rejects.toMatchObject({
        faultCode: 1000,
        message: expect.stringMatching(/is a symlink|is not a file/),
      });
  }
  expect(readFileSync(outside, 'utf8')).toBe('safe');
  expect(existsSync(join(hub.topdir, 'nowhere'))).toBe(false);
  await expect(alice.postRaw(place({}), Buffer.from('again'))).rejects.toThrow('upload path exists');
  await alice.postRaw(place({ overwrite: '1' }), Buffer.from('again'));
  expect(readFileSync(stored(hub), 'utf8')).toBe('again');
});

test('nothing is written outside the work directory or under a hidden name', async () => {
  await using hub = await startHub();
  const alice = await hub.login('alice');
  const places = [
    { filepath: '../x' },
    { filepath: '/etc' },
    { filepath: 'up/../..' },
    { filename: '.user' },
    { filename: 'a/b' },
    { filename: '' },
  ];
  for (const parts of places) {
    await expect(alice.postRaw(place(parts), Buffer.from('a')), JSON.stringify(parts)).rejects.toMatchObject({ faultCode: 1000 });
  }
});
