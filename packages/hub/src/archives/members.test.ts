import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { zipFile } from '../testing/zip.fixture.ts';
import { readTarMembers } from './tar-members.ts';
import { readZipMembers } from './zip-members.ts';

const { signal } = new AbortController();
let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'koji-members-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

function file(name: string, bytes: Uint8Array): string {
  const path = join(directory, name);
  writeFileSync(path, bytes);
  return path;
}

test('the members of a zip file are those of its directory, with the local time they were packed at', async () => {
  const mtime = new Date(2020, 0, 2, 12, 30, 6).getTime() / 1000;
  expect(await readZipMembers(file('a.zip', zipFile(['META-INF/', 'x.class'])))).toEqual([
    { name: 'META-INF/', size: 1234, mtime },
    { name: 'x.class', size: 1234, mtime },
  ]);
});

test.each([
  ['an empty file', Buffer.alloc(0)],
  ['more members than there are', zipFile(['a'], { count: 2 })],
  ['a directory longer than the file', zipFile(['a'], { length: 1000 })],
  ['no directory', Buffer.from('PK\u0003\u0004 and so on')],
])('a zip file with %s is refused', async (_what, bytes) => {
  await expect(readZipMembers(file('bad.zip', bytes))).rejects.toMatchObject({ faultCode: 1000 });
});

function tarOf(...options: string[]): Buffer {
  const source = join(directory, 'source');
  const long = 'd'.repeat(90);
  mkdirSync(join(source, long, 'e'.repeat(90)), { recursive: true });
  writeFileSync(join(source, 'plain.txt'), 'hello');
  writeFileSync(join(source, long, 'e'.repeat(90), 'deep.txt'), 'x'.repeat(2000));
  for (const path of [source, join(source, 'plain.txt')]) utimesSync(path, 1600000000, 1600000000);
  return execFileSync('tar', [
    '-C',
    source,
    '--owner=root:0',
    '--group=root:0',
    '--sort=name',
    ...options,
    '-c',
    'plain.txt',
    long,
  ]);
}

test.each(['gnu', 'posix', 'ustar'])('the members of a tar file in %s format are listed, long names too', async (format) => {
  const tar = tarOf(`--format=${format}`);
  const members = await readTarMembers(file('a.tar', tar), signal);
  const long = `${'d'.repeat(90)}/${'e'.repeat(90)}`;
  expect(members.map(({ name, size }) => [name, size])).toEqual([
    ['plain.txt', 5],
    ['d'.repeat(90), 0],
    [long, 0],
    [`${long}/deep.txt`, 2000],
  ]);
  expect(members[0]).toMatchObject({ mtime: 1600000000, mode: 0o644, user: 'root', group: 'root' });
  expect(await readTarMembers(file('a.tgz', gzipSync(tar)), signal)).toEqual(members);
});

test('a tar file that is cut off or was changed is refused', async () => {
  const tar = tarOf('--format=gnu');
  const changed = Buffer.from(tar);
  changed[0] = 0x41;
  await expect(readTarMembers(file('changed.tar', changed), signal)).rejects.toMatchObject({ faultCode: 1000 });
  await expect(readTarMembers(file('short.tar', tar.subarray(0, 700)), signal)).rejects.toMatchObject({ faultCode: 1000 });
  const zipped = gzipSync(tar);
  for (const bytes of [zipped.subarray(0, zipped.length / 2), Buffer.concat([zipped.subarray(0, 20), tar])])
    await expect(readTarMembers(file('short.tgz', bytes), signal)).rejects.toMatchObject({ faultCode: 1000 });
});

test.each(['bzip2', 'xz', 'zstd'])('what %s has compressed is listed, unless it is cut off', async (program) => {
  const tar = tarOf('--format=gnu');
  const compressed = execFileSync(program, ['-c'], { input: tar });
  expect(await readTarMembers(file('a.tar.x', compressed), signal)).toHaveLength(4);
  const short = file('short.tar.x', compressed.subarray(0, compressed.length / 2));
  await expect(readTarMembers(short, signal)).rejects.toMatchObject({ faultCode: 1000 });
});

test('no file stays open behind the end of the last member', async () => {
  const openFiles = () => readdirSync('/proc/self/fd').length;
  const padded = gzipSync(Buffer.concat([tarOf('--format=gnu'), randomBytes(4_000_000)]));
  const path = file('padded.tgz', padded);
  await readTarMembers(path, signal);
  const before = openFiles();
  for (let times = 0; times < 5; times += 1) expect(await readTarMembers(path, signal)).toHaveLength(4);
  await expect.poll(openFiles).toBeLessThanOrEqual(before);
});
