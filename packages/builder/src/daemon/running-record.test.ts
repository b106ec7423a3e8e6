import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createLogger } from '@koji/common/service/logger';
import { temporaryDirectory } from '@koji/common/testing/temporary-directory';
import { expect, test } from 'vitest';
import { identify } from '../process/kill-tree.ts';
import { RunningRecord } from './running-record.ts';

const log = createLogger({ name: 'test', level: 'silent' });

test('what an earlier builder left running is ended, and strangers with its number are not', async () => {
  await using directory = await temporaryDirectory();
  const left = spawn('sleep', ['300'], { detached: true, stdio: 'ignore' });
  const exited = once(left, 'exit');
  const record = new RunningRecord(directory.path);
  const identity = await identify(left.pid ?? 0);
  expect(identity).toBeDefined();
  if (identity) await record.add(7, identity);
  await record.add(8, { pid: process.pid, startTime: 1 });
  await writeFile(join(directory.path, 'running', '9'), '{"pid":1');
  await new RunningRecord(directory.path).clear(log);
  expect((await exited)[1]).toBe('SIGINT');
  expect(await readdir(join(directory.path, 'running'))).toEqual([]);
});
