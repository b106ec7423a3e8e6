import { appendFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GenericError } from '@koji/common/errors';
import { createLogger } from '@koji/common/service/logger';
import { startScriptedHub } from '@koji/common/testing/scripted-hub';
import { temporaryDirectory } from '@koji/common/testing/temporary-directory';
import type { HubApi } from '@koji/hub/api';
import { expect, test } from 'vitest';
import type { BuilderSession } from '../session.ts';
import { freeName, LogUpload } from './log-upload.ts';

const log = createLogger({ name: 'test', level: 'silent' });

/** A hub for the logs of task 7. */
async function uploads() {
  const hub = await startScriptedHub({});
  const text = (name: string) => hub.uploads.get(`tasks/7/7/${name}`)?.toString();
  return {
    text,
    session: hub.session<HubApi>(),
    paths: () => [...hub.uploads.keys()].sort(),
    [Symbol.asyncDispose]: () => hub[Symbol.asyncDispose](),
  };
}

test('growing logs are sent piece by piece, empty ones and those of other names not at all', async () => {
  await using directory = await temporaryDirectory();
  await using hub = await uploads();
  const file = (name: string) => join(directory.path, name);
  const logs = new LogUpload({
    session: hub.session,
    directory: 'tasks/7/7',
    sources: [
      { directory: directory.path, pattern: /\.log$/ },
      { directory: file('not-there-yet'), pattern: /\.log$/ },
    ],
    log,
  });
  await writeFile(file('build.log'), 'one\n');
  await writeFile(file('empty.log'), '');
  await writeFile(file('x.rpm'), 'no log');
  await logs.sync();
  await appendFile(file('build.log'), 'two\n');
  await logs.sync();
  expect(hub.paths()).toEqual(['tasks/7/7/build.log']);
  expect(hub.text('build.log')).toBe('one\ntwo\n');
  expect(logs.names).toEqual(['build.log']);
});

test('a log that was replaced or cut is sent anew', async () => {
  await using directory = await temporaryDirectory();
  await using hub = await uploads();
  const path = join(directory.path, 'root.log');
  const logs = new LogUpload({
    session: hub.session,
    directory: 'tasks/7/7',
    sources: [{ directory: directory.path, pattern: /\.log$/ }],
    log,
  });
  await writeFile(path, 'a long first text');
  await logs.sync();
  await writeFile(path, 'short');
  await logs.sync();
  expect(hub.text('root.log')).toBe('short');
  await writeFile(`${path}.new`, 'another file, longer than before');
  await rename(`${path}.new`, path);
  await logs.sync();
  expect(hub.text('root.log')).toBe('another file, longer than before');
});

test('the rest is sent when the work has ended, even badly', async () => {
  await using directory = await temporaryDirectory();
  await using hub = await uploads();
  const logs = new LogUpload({
    session: hub.session,
    directory: 'tasks/7/7',
    sources: [{ directory: directory.path, pattern: /\.log$/ }],
    timestamps: true,
    log,
  });
  const work = logs.during(async () => {
    await writeFile(join(directory.path, 'a.log'), 'last words');
    throw new Error('mock failed');
  });
  await expect(work).rejects.toThrow('mock failed');
  expect(hub.text('a.log')).toBe('last words');
  expect(hub.text('a-ts.log')).toMatch(/^\d+ 10\n$/);
  expect(logs.names).toEqual(['a.log', 'a-ts.log']);
});

test('that the logs cannot be sent does not hide why the work failed, and fails work that went well', async () => {
  await using directory = await temporaryDirectory();
  const session = {
    async postRaw() {
      throw new GenericError('no space at the hub');
    },
  } as unknown as BuilderSession;
  const logs = new LogUpload({
    session,
    directory: 'tasks/7/7',
    sources: [{ directory: directory.path, pattern: /\.log$/ }],
    log,
  });
  await writeFile(join(directory.path, 'a.log'), 'last words');
  const failing = logs.during(async () => {
    throw new Error('mock failed');
  });
  await expect(failing).rejects.toThrow('mock failed');
  await expect(logs.during(async () => 'done')).rejects.toThrow('no space at the hub');
});

test('logs of the same name get others', () => {
  expect(freeName('build.log', new Set())).toBe('build.log');
  expect(freeName('build.log', new Set(['build.log', 'build.DUP00.log']))).toBe('build.DUP01.log');
});
