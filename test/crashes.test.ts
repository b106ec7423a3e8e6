import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectHub } from '@koji/common/client/hub-client';
import { uploadFile } from '@koji/common/client/upload';
import type { HubApi } from '@koji/hub/api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeSourcePackage } from '../script/src/demo/sample.ts';
import { readServerPid } from '../script/src/postgres-cluster.ts';
import { hostArch } from '../script/src/trial/accounts.ts';
import { authorityFile, bundleFile } from '../script/src/trial/certificates.ts';
import { bringUp } from '../script/src/trial/instance.ts';
import { repository } from '../script/src/trial/layout.ts';
import { inspectDaemon } from '../script/src/trial/processes.ts';
import { expectConsistent, sha256 } from './consistency.fixture.ts';
import { type RunningTrial, setUpForSample, startTrial } from './trial.fixture.ts';

/** Zombies have ended; they only wait for their parent to look. */
function isAlive(pid: number): boolean {
  const file = `/proc/${pid}/stat`;
  return existsSync(file) && !/^\d+ \(.*\) Z/s.test(readFileSync(file, 'utf8'));
}

/** Ends a process and all its descendants at once, as a power cut would. */
async function killHard(pid: number): Promise<void> {
  const parents = execFileSync('ps', ['-e', '-o', 'pid=,ppid='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  const family = new Set([pid]);
  for (let before = 0; before !== family.size; ) {
    before = family.size;
    for (const [child, parent] of parents) if (family.has(parent!)) family.add(child!);
  }
  for (const member of family) {
    try {
      process.kill(member, 'SIGKILL');
    } catch (error) {
      // Some end with their parents.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
  await expect.poll(() => [...family].filter(isAlive), { timeout: 10_000, interval: 20 }).toEqual([]);
}

describe('whatever is killed, nothing is lost and nothing half done', () => {
  let koji: RunningTrial;

  beforeAll(async () => {
    koji = await startTrial({ without: ['web'] });
    await setUpForSample(koji, hostArch);
    await koji.koji('regen-repo', '--wait', 'dist-build');
  }, 300_000);
  afterAll(() => koji[Symbol.asyncDispose]());

  const again = () => bringUp(koji.trial.layout, {});
  const pidOf = (name: string) => {
    const { state, pid } = inspectDaemon(koji.trial.layout, name);
    if (state !== 'running' || pid === undefined) throw new Error(`${name} does not run`);
    return pid;
  };
  /** A session that goes on quickly after its hub was away. */
  const patientSession = () =>
    connectHub<HubApi>({
      server: koji.hubUrl,
      auth: { kind: 'certificate' },
      tls: { cert: bundleFile(koji.trial.layout, 'kojiadmin'), serverca: authorityFile(koji.trial.layout) },
      maxRetries: 60,
      retryIntervalMs: 500,
    });

  test('a builder killed in the middle of a build', async () => {
    const { layout } = koji.trial;
    const sample = await makeSourcePackage(join(layout.dir, 'sample'));
    const output = await koji.koji('build', '--nowait', 'dist', sample.path);
    const task = Number(/Created task: (\d+)/.exec(output)?.[1]);
    const session = await patientSession();
    const children = async () =>
      (await session.call('listTasks', [{ parent: task, method: 'buildArch' }, {}])) as { id: number; state: number }[];
    await expect
      .poll(async () => (await children()).some(({ state }) => state === 1), { timeout: 60_000, interval: 100 })
      .toBe(true);
    await killHard(pidOf('builder'));
    await expectConsistent(koji.trial);
    expect(await session.call('listTagged', ['dist'])).toEqual([]);

    await again();
    await expect.poll(() => session.call('getTaskInfo', [task]), { timeout: 120_000, interval: 500 }).toMatchObject({ state: 2 });
    expect(await session.call('listTagged', ['dist'])).toMatchObject([{ nvr: sample.nvr, state: 1 }]);
    await expectConsistent(koji.trial);
    await session.logout();
  }, 300_000);

  test('a hub killed in the middle of an upload', async () => {
    const { layout, settings } = koji.trial;
    const file = join(layout.dir, 'big');
    writeFileSync(file, randomBytes(48 << 20));
    const session = await patientSession();
    let restarted: Promise<unknown> | undefined;
    await uploadFile(session, file, 'crash', {
      onProgress(done, total) {
        if (restarted !== undefined || done < total / 3) return;
        restarted = killHard(pidOf('hub')).then(again);
      },
    });
    await restarted;
    expect(sha256(join(settings.topdir, 'work/crash/big'))).toBe(sha256(file));
    await session.logout();
  }, 300_000);

  test('a hub killed again and again while builds are imported', async () => {
    const { layout, settings } = koji.trial;
    const { path: source } = await makeSourcePackage(join(layout.dir, 'import'), { release: '2' });
    for (let round = 0; round < 4; round++) {
      const importing = spawn(
        process.execPath,
        [join(repository, 'packages/cli/bin/koji.mjs'), '--config', layout.kojiConf, 'import', source],
        { stdio: 'ignore' },
      );
      const ended = once(importing, 'exit');
      await sleep(250 + round * 120);
      await killHard(pidOf('hub'));
      importing.kill('SIGKILL');
      await ended;
      await again();
      await expectConsistent(koji.trial);
    }
    await koji.koji('import', source);
    await expectConsistent(koji.trial);
    expect(
      readFileSync(join(settings.topdir, 'packages/hello-koji/1.0/2/src/hello-koji-1.0-2.src.rpm')).equals(readFileSync(source)),
    ).toBe(true);
  }, 300_000);

  test('a database killed in the middle of calls', async () => {
    const { settings } = koji.trial;
    const session = await patientSession();
    const acknowledged: string[] = [];
    let isOver = false;
    const caller = (async () => {
      for (let i = 0; !isOver; i++) {
        const name = `tag-${i}`;
        // A call whose answer was lost may have been carried out: only answered ones count.
        await session.call('createTag', [name]).then(
          () => acknowledged.push(name),
          () => sleep(100),
        );
      }
    })();
    await expect.poll(() => acknowledged.length, { timeout: 20_000 }).toBeGreaterThan(20);
    await killHard(readServerPid(settings.cluster)!);
    await sleep(1000);
    await again();
    const before = acknowledged.length;
    await expect.poll(() => acknowledged.length, { timeout: 60_000 }).toBeGreaterThan(before + 20);
    isOver = true;
    await caller;
    const names = new Set(((await session.call('listTags')) as { name: string }[]).map(({ name }) => name));
    expect(acknowledged.filter((name) => !names.has(name))).toEqual([]);
    expect(existsSync(settings.cluster)).toBe(true);
    await expectConsistent(koji.trial);
    await session.logout();
  }, 300_000);
});
