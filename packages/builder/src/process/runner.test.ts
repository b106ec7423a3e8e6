import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createLogger } from '@koji/common/service/logger';
import { temporaryDirectory } from '@koji/common/testing/temporary-directory';
import { expect, test } from 'vitest';
import { identify, killTree } from './kill-tree.ts';
import { listProcesses, parseStat, processTree } from './processes.ts';
import { describeOutcome, ProcessRunner, shownCommand } from './runner.ts';

const log = createLogger({ name: 'test', level: 'silent' });
const runner = new ProcessRunner(log);

test('words reach the program as they are', async () => {
  const { stdout, code } = await runner.capture(['printf', '%s|', 'a b', '$HOME', ';', '*']);
  expect({ out: stdout.toString(), code }).toEqual({ out: 'a b|$HOME|;|*|', code: 0 });
});

test('output goes behind what the file has, after the command itself', async () => {
  await using directory = await temporaryDirectory();
  const output = join(directory.path, 'x.log');
  await runner.run(['echo', 'one'], { output, announce: true });
  await runner.run(['sh', '-c', 'echo two >&2; exit 3'], { output, cwd: directory.path, env: { A: 'b' } });
  expect(await readFile(output, 'utf8')).toBe('$ echo one\none\ntwo\n');
});

test('how a command ended is told in words', async () => {
  expect(describeOutcome(await runner.run(['sh', '-c', 'exit 30']), 'mock')).toBe('mock exited with status 30');
  expect(describeOutcome(await runner.run(['sh', '-c', 'kill -9 $$']), 'mock')).toBe('mock was killed by signal 9');
});

test('a program that does not exist is an error that names it', async () => {
  await expect(runner.run(['/no/such/program'])).rejects.toThrow('cannot run /no/such/program');
});

test('a signal ends the command with what it started', async () => {
  const stop = new AbortController();
  const running = runner.run(['sh', '-c', 'sleep 4711 & sleep 4712'], { signal: stop.signal });
  await sleep(200);
  stop.abort();
  expect((await running).code).not.toBe(0);
  const left = await runner.capture(['pgrep', '-f', '^sleep 471[12]$']);
  expect(left.stdout.toString()).toBe('');
});

test('what goes on after its parent ended is found by its session, and what ignores an interrupt is killed', async () => {
  // `setsid` makes a session; its leader ends, and a child that ignores gentle signals stays.
  const started = await runner.capture([
    'setsid',
    '--fork',
    'sh',
    '-c',
    "trap '' INT TERM; (exec >/dev/null 2>&1; while :; do sleep 1; done) & echo $$",
  ]);
  const leader = Number(started.stdout.toString().trim());
  expect(processTree(await listProcesses(), leader).length).toBeGreaterThan(0);
  expect(await killTree({ pid: leader, startTime: 0 }, log)).toBe(true);
  expect(processTree(await listProcesses(), leader)).toEqual([]);
}, 20_000);

test('a number that belongs to another process by now is left alone', async () => {
  const own = await identify(process.pid);
  expect(own).toBeDefined();
  expect(await killTree({ pid: process.pid, startTime: (own?.startTime ?? 0) + 1 }, log)).toBe(true);
});

test('a command with parentheses and blanks does not confuse', () => {
  const line = `12 (a) b (c) S 3 12 12 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 1 0 9876 1 1`;
  expect(parseStat(line)).toEqual({ pid: 12, command: 'a) b (c', state: 'S', parent: 3, session: 12, startTime: 9876 });
});

test('passwords in addresses are not shown', () => {
  expect(shownCommand(['git', 'clone', 'https://me:s3cret@host/x', 'http://host:80/a@b'])).toBe(
    'git clone https://me:***@host/x http://host:80/a@b',
  );
});
