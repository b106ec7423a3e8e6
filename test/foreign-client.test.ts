import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setUpOrSkip } from '@koji/common/testing/set-up-or-skip.fixture';
import { afterAll, describe, expect, test } from 'vitest';
import { makeSourcePackage, type SourcePackage } from '../script/src/demo/sample.ts';
import { hostArch } from '../script/src/trial/accounts.ts';
import { foreignClient, missingForForeignClient } from './foreign-client.fixture.ts';
import { type RunningTrial, run, scratchDirectory, startTrial } from './trial.fixture.ts';

const missing = await missingForForeignClient();

/** What the command line of Koji itself does against our hub, builder and kojira; each test goes on from the one before. */
describe('the Python koji client', () => {
  let trial: RunningTrial;
  let scratch: string;
  let sample: SourcePackage;

  setUpOrSkip(missing, async () => {
    scratch = scratchDirectory();
    sample = await makeSourcePackage(join(scratch, 'sample'));
    trial = await startTrial({ without: ['web'] });
  });
  afterAll(async () => {
    await trial?.[Symbol.asyncDispose]();
    if (scratch !== undefined) await rm(scratch, { recursive: true, force: true });
  });

  async function koji(...args: string[]): Promise<string> {
    const { status, stdout, stderr } = await run(foreignClient, ['--config', trial.trial.layout.kojiConf, ...args], {
      cwd: scratch,
    });
    expect({ args, status, stderr: status === 0 ? '' : stderr, stdout: status === 0 ? '' : stdout }).toEqual({
      args,
      status: 0,
      stderr: '',
      stdout: '',
    });
    return stdout;
  }

  test('is greeted', async () => {
    expect(await koji('moshimoshi')).toMatch(/kojiadmin!\n\nYou are using the hub at .*\nAuthenticated via client certificate/);
  });

  test('adds users, permissions and hosts', async () => {
    await koji('add-user', 'packager');
    await koji('grant-permission', 'repo', 'packager');
    expect(await koji('userinfo', 'packager')).toMatch(/Permissions:\s+repo/);
    await koji('add-host', 'builder2', hostArch);
    await koji('add-host-to-channel', 'builder2', 'createrepo');
    expect(await koji('list-hosts', '--channel', 'createrepo', '--quiet')).toMatch(/^builder2\s/m);
    await koji('disable-host', 'builder2');
  });

  test('makes tags, a target, groups and a package list', async () => {
    await koji('add-tag', 'dist');
    await koji('add-tag', '--parent', 'dist', '--arches', hostArch, 'dist-build');
    await koji('add-target', 'dist', 'dist-build');
    for (const group of ['build', 'srpm-build']) {
      await koji('add-group', 'dist-build', group);
      await koji('add-group-pkg', 'dist-build', group, 'bash', 'gcc', 'make');
    }
    await koji('add-pkg', '--owner', 'packager', 'dist', sample.name, 'imported');
    expect(await koji('list-pkgs', '--tag', 'dist', '--quiet')).toMatch(/^hello-koji\s+dist\s+packager/m);
  });

  test('imports packages that were built elsewhere and gets the same bytes back', async () => {
    await koji('add-tag', 'elsewhere');
    await koji('add-pkg', '--owner', 'packager', 'elsewhere', sample.name);
    await koji('import', sample.path);
    await koji('tag-build', '--wait', 'elsewhere', sample.nvr);
    expect(await koji('list-tagged', '--quiet', 'elsewhere')).toMatch(new RegExp(`^${sample.nvr}\\s+elsewhere\\s+kojiadmin`));
    const download = join(scratch, 'imported');
    await mkdir(download);
    await run(foreignClient, ['--config', trial.trial.layout.kojiConf, 'download-build', '--quiet', sample.nvr], {
      cwd: download,
    });
    expect(readdirSync(download)).toEqual([`${sample.nvr}.src.rpm`]);
    expect(readFileSync(join(download, `${sample.nvr}.src.rpm`)).equals(readFileSync(sample.path))).toBe(true);
    await koji('untag-build', 'elsewhere', sample.nvr);
    await koji('call', 'deleteBuild', sample.nvr);
  });

  test('builds a package and finds it tagged', async () => {
    await koji('request-repo', '--wait', 'dist-build');
    // A release that was deleted is not built again.
    sample = await makeSourcePackage(join(scratch, 'next'), { release: '2' });
    const output = await koji('build', '--wait', 'dist', sample.path);
    expect(output).toMatch(/build \(dist, .*\) completed successfully/);
    expect(await koji('list-tagged', '--quiet', 'dist')).toMatch(new RegExp(`^${sample.nvr}\\s+dist\\s+kojiadmin`));
    expect(await koji('buildinfo', sample.nvr)).toMatch(/State: COMPLETE[\s\S]*noarch[\s\S]*\.rpm/);
  }, 300_000);

  test('downloads the files exactly as they lie in the tree', async () => {
    const download = join(scratch, 'built');
    await mkdir(download);
    const { status } = await run(
      foreignClient,
      ['--config', trial.trial.layout.kojiConf, 'download-build', '--quiet', sample.nvr],
      {
        cwd: download,
      },
    );
    expect(status).toBe(0);
    const names = readdirSync(download).sort();
    const nvr = sample.nvr.replace(sample.name, '');
    expect(names).toEqual(
      [`hello-koji${nvr}.${hostArch}.rpm`, `hello-koji${nvr}.src.rpm`, `hello-koji-greetings${nvr}.noarch.rpm`].sort(),
    );
    for (const name of names) {
      const arch = name.split('.').at(-2) as string;
      const [version, release] = nvr.slice(1).split('-') as [string, string];
      const stored = join(trial.trial.settings.topdir, 'packages', sample.name, version, release, arch, name);
      expect(readFileSync(join(download, name)).equals(readFileSync(stored)), name).toBe(true);
    }
  });
});
