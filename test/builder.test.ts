import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { HubSession } from '@koji/common/client/hub-client';
import { freePort } from '@koji/common/testing/free-port';
import { TASK_STATES } from '@koji/common/types/states';
import type { HubApi } from '@koji/hub/api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hostArch } from '../script/src/trial/accounts.ts';
import { bringUp } from '../script/src/trial/instance.ts';
import { inspectDaemon } from '../script/src/trial/processes.ts';
import { type RunningTrial, scratchDirectory, setUpForSample, startTrial } from './trial.fixture.ts';

const spec = (release: string, build: string) => `Name: hello-koji
Version: 1.0
Release: ${release}%{?dist}
Summary: A greeting
License: MIT
BuildArch: noarch
Source0: greeting
%description
It greets.
%build
${build}
%install
mkdir -p %{buildroot}/usr/share/hello-koji
cp %{SOURCE0} %{buildroot}/usr/share/hello-koji/
%files
/usr/share/hello-koji
`;

/** A git repository with a server for it. */
async function startGit() {
  const directory = scratchDirectory();
  const work = join(directory, 'work');
  mkdirSync(work);
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.com', '-C', work, ...args], {
      encoding: 'utf8',
    }).trim();
  git('init', '--quiet', '--initial-branch', 'main');
  const port = await freePort();
  const daemon = spawn(
    'git',
    ['daemon', '--reuseaddr', '--export-all', `--base-path=${directory}`, '--listen=127.0.0.1', `--port=${port}`],
    {
      stdio: 'ignore',
      detached: true,
    },
  );
  return {
    url: `git://127.0.0.1:${port}/work`,
    commit(release: string, build = ''): string {
      writeFileSync(join(work, 'hello-koji.spec'), spec(release, build));
      writeFileSync(join(work, 'greeting'), `hello ${release}\n`);
      git('add', '.');
      git('commit', '--quiet', '--message', release);
      return git('rev-parse', 'HEAD');
    },
    stop: () => process.kill(-(daemon.pid ?? 0), 'SIGKILL'),
  };
}
describe('a builder', () => {
  let koji: RunningTrial;
  let git: Awaited<ReturnType<typeof startGit>>;
  let session: HubSession<HubApi>;

  beforeAll(async () => {
    koji = await startTrial({ without: ['web'] });
    git = await startGit();
    await setUpForSample(koji, hostArch);
    session = await koji.login('kojiadmin');
  }, 300_000);
  afterAll(async () => {
    session.close();
    git.stop();
    await koji[Symbol.asyncDispose]();
  }, 300_000);

  type TaskRow = { id: number; state: number; method: string; start_ts: number; create_ts: number };
  const task = async (id: number) => (await session.hub.getTaskInfo(id)) as TaskRow;
  async function until<T>(look: () => Promise<T | undefined> | T | undefined, seconds = 60): Promise<T> {
    for (const end = Date.now() + seconds * 1000; Date.now() < end; await sleep(50)) {
      const found = await look();
      if (found !== undefined) return found;
    }
    throw new Error(`waited ${seconds} s in vain`);
  }
  const ended = (id: number) =>
    until(async () => {
      const row = await task(id);
      const open: readonly number[] = [TASK_STATES.FREE, TASK_STATES.OPEN, TASK_STATES.ASSIGNED];
      return open.includes(row.state) ? undefined : row;
    });
  const open = (id: number) => until(async () => ((await task(id)).state === TASK_STATES.OPEN ? true : undefined));
  const builderPid = () => inspectDaemon(koji.trial.layout, 'builder').pid ?? 0;
  /** Processes with a word that only this test uses in their command line. */
  const processes = (word: string) => {
    try {
      return execFileSync('pgrep', ['-f', `^sleep ${word}$`], { encoding: 'utf8' }).trim();
    } catch {
      return '';
    }
  };

  test('makes packages of a git repository: a branch becomes the commit that was built', async () => {
    const commit = git.commit('1');
    const id = await session.hub.build(`${git.url}#main`, 'dist');
    expect(await ended(id)).toMatchObject({ state: TASK_STATES.CLOSED });
    const [built] = (await session.hub.listBuilds({ taskID: id })) as { build_id: number; nvr: string; source: string | null }[];
    expect(built).toMatchObject({ nvr: 'hello-koji-1.0-1', source: `${git.url}#${commit}` });
    const rpms = (await session.hub.listRPMs({ buildID: built?.build_id ?? 0 })) as { arch: string; buildroot_id: number }[];
    expect(rpms.map(({ arch }) => arch).sort()).toEqual(['noarch', 'src']);
    const log = join(koji.trial.settings.topdir, 'packages/hello-koji/1.0/1/data/logs/noarch/root.log');
    expect(readFileSync(log, 'utf8')).toContain('WARNING: this is not mock');
    expect(await session.hub.listTagged('dist')).toMatchObject([{ nvr: 'hello-koji-1.0-1' }]);
  }, 300_000);

  test('tells what failed and where to read why, and the build counts as failed', async () => {
    git.commit('2', 'echo it is broken; exit 1');
    const id = await session.hub.build(`${git.url}#main`, 'dist');
    expect(await ended(id)).toMatchObject({ state: TASK_STATES.FAILED });
    await expect(session.hub.getTaskResult(id)).rejects.toMatchObject({
      faultCode: 1005,
      message: 'error building package (arch noarch), mock exited with status 10; see build.log for more information',
    });
    expect(await session.hub.listBuilds({ taskID: id })).toMatchObject([{ state: 3 }]);
  }, 300_000);

  test('takes a task up within a second, and wakes a parent as soon as its children are done', async () => {
    const id = await session.hub.makeTask('waittest', [2, 0.2]);
    const { create_ts: created, start_ts: started } = await ended(id);
    expect(await session.hub.getTaskResult(id)).toBeNull();
    expect(started - created).toBeLessThan(1);
  });

  test('ends all processes of a canceled task', async () => {
    git.commit('3', 'sleep 70001');
    const id = await session.hub.build(`${git.url}#main`, 'dist', { opts: { scratch: true } });
    await until(() => processes('70001') || undefined);
    await session.hub.cancelTask(id);
    await until(() => (processes('70001') === '' ? true : undefined), 20);
    await until(async () => {
      const roots = (await session.hub.listBuildroots({ state: [0, 1, 2] })) as unknown[];
      return roots.length === 0 ? true : undefined;
    }, 20);
  }, 300_000);

  test('that is killed takes its tasks with it, and the next one starts them anew', async () => {
    git.commit('4', 'sleep 70002');
    const id = await session.hub.build(`${git.url}#main`, 'dist', { opts: { scratch: true } });
    await until(() => processes('70002') || undefined);
    process.kill(builderPid(), 'SIGKILL');
    await until(() => (processes('70002') === '' ? true : undefined), 10);
    expect((await task(id)).state).toBe(TASK_STATES.OPEN);
    await bringUp(koji.trial.layout, {});
    await until(() => processes('70002') || undefined);
    await session.hub.cancelTask(id);
    await until(() => (processes('70002') === '' ? true : undefined), 20);
  }, 300_000);

  test('restarts when it is asked to, once its task is done, under the same process number', async () => {
    const before = builderPid();
    const last = await session.hub.makeTask('sleep', [2]);
    await open(last);
    process.kill(before, 'SIGUSR1');
    expect(await ended(last)).toMatchObject({ state: TASK_STATES.CLOSED });
    const next = await session.hub.makeTask('sleep', [0]);
    expect(await ended(next)).toMatchObject({ state: TASK_STATES.CLOSED });
    expect(inspectDaemon(koji.trial.layout, 'builder')).toEqual({ state: 'running', pid: before });
  }, 300_000);

  test('that is told to stop gives its tasks back and is not ready any more', async () => {
    const id = await session.hub.makeTask('sleep', [300]);
    await open(id);
    process.kill(builderPid(), 'SIGTERM');
    await until(() => (inspectDaemon(koji.trial.layout, 'builder').state === 'running' ? undefined : true), 20);
    expect((await task(id)).state).toBe(TASK_STATES.FREE);
    expect(await session.hub.getHost('builder')).toMatchObject({ ready: false });
    await session.hub.cancelTask(id);
  }, 300_000);
});
