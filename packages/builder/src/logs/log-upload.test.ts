import { appendFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GenericError } from '@koji/common/errors';
import { adler32, adler32Hex } from '@koji/common/rpm/checksum';
import { createLogger } from '@koji/common/service/logger';
import { temporaryDirectory } from '@koji/common/testing/temporary-directory';
import { expect, test } from 'vitest';
import type { BuilderSession } from '../session.ts';
import { freeName, LogUpload } from './log-upload.ts';

const log = createLogger({ name: 'test', level: 'silent' });

/** The hub's side of raw uploads, with files in memory. */
function uploads() {
  const files = new Map<string, Buffer>();
  const session = {
    async postRaw(query: URLSearchParams, body: Buffer) {
      const name = query.get('filename') ?? '';
      const before = (files.get(name) ?? Buffer.alloc(0)).subarray(0, Number(query.get('offset')));
      files.set(name, Buffer.concat([before, body]));
      return { size: body.length, hexdigest: adler32Hex(adler32(body)) };
    },
  } as unknown as BuilderSession;
  const text = (name: string) => files.get(name)?.toString();
  return { session, text, names: () => [...files.keys()].sort() };
}

test('growing logs are sent piece by piece, empty ones and those of other names not at all', async () => {
  await using directory = await temporaryDirectory();
  const hub = uploads();
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
  expect(hub.names()).toEqual(['build.log']);
  expect(hub.text('build.log')).toBe('one\ntwo\n');
  expect(logs.names).toEqual(['build.log']);
});

test('a log that was replaced or cut is sent anew', async () => {
  await using directory = await temporaryDirectory();
  const hub = uploads();
  const path = join(directory.path, 'root.log');
  const logs = new LogUpload({
    session: hub.session,
    directory: 'd',
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
  const hub = uploads();
  const logs = new LogUpload({
    session: hub.session,
    directory: 'd',
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
  const logs = new LogUpload({ session, directory: 'd', sources: [{ directory: directory.path, pattern: /\.log$/ }], log });
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
