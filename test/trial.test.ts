import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { connectHub } from '@koji/common/client/hub-client';
import type { HubApi } from '@koji/hub/api';
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import type {} from '../script/src/test-database.setup.ts';
import { withDatabase } from '../script/src/trial/database.ts';
import type { TrialDescription } from '../script/src/trial/description.ts';
import { repository } from '../script/src/trial/layout.ts';
import { run, scratchDirectory } from './trial.fixture.ts';

const program = join(repository, 'script/dist/trial.js');
const hubOnly = ['--without', 'builder,kojira,web', '--json'];

// Each starts several programs, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let scratch: string;
beforeAll(() => {
  scratch = scratchDirectory();
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

async function trial(...args: string[]) {
  return run(process.execPath, [program, ...args]);
}
async function up(dir: string, ...args: string[]): Promise<TrialDescription> {
  const { status, stdout, stderr } = await trial('up', '--dir', dir, ...hubOnly, ...args);
  expect(stderr).toBe('');
  expect(status).toBe(0);
  return JSON.parse(stdout) as TrialDescription;
}
async function login({ hub, ca }: TrialDescription, cert: string) {
  return connectHub<HubApi>({ server: hub, auth: { kind: 'certificate' }, tls: { cert, serverca: ca } });
}
async function states(dir: string): Promise<Record<string, string>> {
  const { stdout } = await trial('status', '--dir', dir, '--json');
  return Object.fromEntries((JSON.parse(stdout) as { name: string; state: string }[]).map(({ name, state }) => [name, state]));
}

describe('an instance', () => {
  const idle = { kojira: 'left out', builder: 'left out', web: 'left out' };
  let dir: string;
  let described: TrialDescription;
  beforeAll(async () => {
    dir = join(scratch, 'one');
    described = await up(dir);
  });
  afterAll(() => trial('down', '--dir', dir));

  test('tells its addresses and absolute file names', () => {
    expect(described).toMatchObject({ web: null, topdir: join(dir, 'topdir') });
    expect(Object.keys(described.certs)).toEqual(['builder', 'kojiadmin', 'kojihub', 'kojira', 'kojiweb']);
    for (const file of [described.ca, described.topdir, described.config, ...Object.values(described.certs)])
      expect(existsSync(file)).toBe(true);
  });

  test('knows nobody but its administrator at the start and after a reset, and keeps its address', async () => {
    const { stdout } = await trial('cert', 'mikeb', '--dir', dir);
    const mikeb = stdout.trim();
    const session = await login(described, mikeb);
    await session.logout();
    const admin = await login(described, described.certs.kojiadmin!);
    await admin.hub.createTag('f50');
    writeFileSync(join(described.topdir, 'work', 'leftover'), 'x');
    const names = async (who: typeof admin) => ((await who.hub.listUsers()) as { name: string }[]).map(({ name }) => name);
    expect(await names(admin)).toEqual(['kojiadmin', 'mikeb']);

    expect(await trial('reset', '--dir', dir)).toEqual({ status: 0, stdout: '', stderr: '' });

    const after = await login(described, described.certs.kojiadmin!);
    expect(await names(after)).toEqual(['kojiadmin']);
    expect(await after.hub.getPerms()).toEqual(['admin']);
    expect(await after.hub.listTags()).toEqual([]);
    expect(existsSync(join(described.topdir, 'work', 'leftover'))).toBe(false);
    await after.logout();
  });

  test('issues a certificate once and prints the same file again', async () => {
    const [first, second] = [await trial('cert', 'ann', '--dir', dir), await trial('cert', 'ann', '--dir', dir)];
    expect(second.stdout).toBe(first.stdout);
    expect(readFileSync(first.stdout.trim(), 'utf8')).toMatch(/BEGIN CERTIFICATE[\s\S]*BEGIN PRIVATE KEY/);
  });

  test('shows a crashed component, and up brings it back', async () => {
    const pid = Number(readFileSync(join(dir, 'run/hub.pid'), 'utf8').split('\n')[0]);
    process.kill(-pid, 'SIGKILL');
    await expect.poll(() => states(dir), { timeout: 20_000 }).toEqual({ ...idle, database: 'running', hub: 'crashed' });
    expect(await up(dir)).toEqual({ ...described, certs: expect.anything() });
    expect(await states(dir)).toEqual({ ...idle, database: 'running', hub: 'running' });
  });

  test('lets lines of a file go over its hub.conf, policies included', async () => {
    const lines = join(scratch, 'extra.conf');
    writeFileSync(
      lines,
      '[hub]\nKojiWebURL = https://koji.example.com/koji\n\n[policy]\ntag =\n    operation move :: allow\n    all :: deny no means no\n',
    );
    const changed = await up(dir, '--hub-conf', lines);
    const admin = await login(changed, changed.certs.kojiadmin!);
    expect(await admin.call('evalPolicy', ['tag', { operation: 'tag', user_id: 1 }])).toBe('deny no means no');
    await admin.logout();
  });

  test('stops and starts again with its data', async () => {
    const before = await login(described, described.certs.kojiadmin!);
    await before.hub.createTag('kept');
    await before.logout();
    expect((await trial('down', '--dir', dir)).status).toBe(0);
    expect(await states(dir)).toEqual({ ...idle, database: 'stopped', hub: 'stopped' });
    expect((await trial('status', '--dir', dir)).status).toBe(1);
    const again = await up(dir);
    const after = await login(again, again.certs.kojiadmin!);
    expect((await after.hub.listTags()).map(({ name }) => name)).toEqual(['kept']);
    await after.logout();
  });

  test('runs next to others', async () => {
    const other = join(scratch, 'two');
    const second = await up(other);
    expect(second.hub).not.toBe(described.hub);
    expect((await states(dir)).hub).toBe('running');
    await trial('down', '--dir', other);
    expect((await states(dir)).hub).toBe('running');
  });
});

test('a database and a tree that were there before are used but not emptied unasked', async () => {
  const maintenance = new URL(inject('postgresUrl'));
  await withDatabase(maintenance.href, (client) => client.query('create database trial_given'));
  const url = new URL(maintenance);
  url.pathname = '/trial_given';
  const topdir = join(scratch, 'given-tree');
  const own = ['--database', url.href, '--topdir', topdir];
  const first = join(scratch, 'three');
  const described = await up(first, ...own);
  expect(described).toMatchObject({ database: url.href, topdir });
  writeFileSync(join(topdir, 'packages', 'kept'), 'x');
  await trial('down', '--dir', first);

  const second = join(scratch, 'four');
  await up(second, ...own);
  const refused = await trial('reset', '--dir', second);
  expect(refused).toMatchObject({ status: 1, stderr: expect.stringContaining('were there before the instance') });
  expect(existsSync(join(topdir, 'packages', 'kept'))).toBe(true);
  expect((await trial('reset', '--dir', second, '--force')).status).toBe(0);
  expect(existsSync(join(topdir, 'packages', 'kept'))).toBe(false);
  await trial('down', '--dir', second);
  await withDatabase(maintenance.href, (client) => client.query('drop database trial_given with (force)'));
});

test('what cannot be understood ends with status 2 and the usage', async () => {
  for (const [args, message] of [
    [['up'], '--dir is missing'],
    [['fly', '--dir', scratch], "there is no command 'fly'"],
    [['down', '--dir', scratch, '--json'], 'down has no option --json'],
    [['up', '--dir', scratch, '--without', 'hub'], "there is no component 'hub' to leave out"],
  ] as const) {
    expect(await trial(...args)).toMatchObject({ status: 2, stderr: expect.stringContaining(message) });
  }
  expect(await trial('status', '--dir', join(scratch, 'nowhere'))).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('there is no instance'),
  });
});
