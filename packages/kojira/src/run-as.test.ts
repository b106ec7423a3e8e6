import { execFile } from 'node:child_process';
import { chmod, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { temporaryDirectory } from '@koji/common/testing/temporary-directory';
import { expect, test } from 'vitest';

const execute = promisify(execFile);
const isRoot = userInfo().uid === 0;
/** What the module does to a process; that of the tests must stay as it is. */
const script = `import { becomeRunAs } from ${JSON.stringify(join(import.meta.dirname, '../dist/run-as.js'))};
import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
becomeRunAs(process.env.RUNAS);
console.log(userInfo().username, process.getgroups().includes(0), readFileSync(process.argv[1], 'utf8'));`;

async function workAs(RUNAS: string, file: string): Promise<string> {
  const { stdout } = await execute(process.execPath, ['--input-type=module', '--eval', script, file], {
    env: { ...process.env, RUNAS },
  });
  return stdout.trim();
}

test('without RUNAS, and with the user who started it, kojira works as it was started', async () => {
  await using directory = await temporaryDirectory();
  const file = join(directory.path, 'file');
  await writeFile(file, 'read', { mode: 0o600 });
  const { username } = userInfo();
  for (const wanted of ['', username]) expect(await workAs(wanted, file)).toBe(`${username} ${isRoot} read`);
});

test('started by root, kojira becomes the user that RUNAS names and can do no more than that user', async (context) => {
  if (!isRoot) context.skip('only root can become another user');
  await using directory = await temporaryDirectory();
  await chmod(directory.path, 0o755);
  const file = join(directory.path, 'file');
  await writeFile(file, 'read', { mode: 0o644 });
  expect(await workAs('nobody', file)).toBe('nobody false read');
  await chmod(file, 0o600);
  await expect(workAs('nobody', file)).rejects.toThrow(/EACCES/);
});

test('a user that cannot be become is named', async () => {
  await expect(workAs('no-such-user', '/dev/null')).rejects.toThrow(
    isRoot ? /RUNAS is no-such-user, and there is no such user/ : /RUNAS is no-such-user, but kojira was started as/,
  );
});
