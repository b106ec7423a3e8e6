import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../testing/temporary-directory.ts';
import { readListenAddress, removeLeftSockets } from './listen-address.ts';

const port = { kind: 'port', host: '0.0.0.0', isEncrypted: false };
test.each([
  ['http://0.0.0.0', { ...port, port: 80 }],
  ['http://0.0.0.0:8080', { ...port, port: 8080 }],
  ['https://0.0.0.0', { ...port, port: 443, isEncrypted: true }],
  ['https://[::]:8443', { kind: 'port', host: '::', port: 8443, isEncrypted: true }],
  ['http://127.0.0.1:0', { ...port, host: '127.0.0.1', port: 0 }],
  ['unix:/run/koji-hub/hub.sock', { kind: 'socket', path: '/run/koji-hub/hub.sock' }],
])('%s is an address to listen at', (text, address) => {
  expect(readListenAddress('Listen', text)).toEqual(address);
});

test.each(['', '0.0.0.0:80', 'ftp://0.0.0.0', 'unix:', 'unix:hub.sock', 'unix:/run/', 'http://', 'https://a:99999'])(
  '"%s" is none, and the setting is named',
  (text) => {
    expect(() => readListenAddress('Listen', text)).toThrow(/^Listen must look like /);
  },
);

test('a socket that a killed server has left is removed; one that somebody answers at, and what is none, stays', async () => {
  await using directory = await temporaryDirectory();
  const [left, taken, file, missing] = ['left', 'taken', 'file', 'missing'].map((name) => join(directory.path, name)) as [
    string,
    string,
    string,
    string,
  ];
  const script = `require('node:net').createServer().listen(${JSON.stringify(left)}, () => process.kill(process.pid, 'SIGKILL'))`;
  await once(spawn(process.execPath, ['-e', script]), 'exit');
  await using server = createServer().listen(taken);
  await once(server, 'listening');
  await writeFile(file, 'mine');
  expect(await readdir(directory.path)).toContain('left');
  const attempt = (path: string) => removeLeftSockets([{ kind: 'socket', path }]);
  for (const path of [left, taken, missing]) await attempt(path);
  await attempt(file);
  expect((await readdir(directory.path)).toSorted()).toEqual(['file', 'taken']);
});
