import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeSourcePackage } from '../script/src/demo/sample.ts';
import { hostArch } from '../script/src/trial/accounts.ts';
import { addressesOf } from '../script/src/trial/addresses.ts';
import { type RunningTrial, run, setUpForSample, startTrial } from './trial.fixture.ts';

describe('a published repository', () => {
  let koji: RunningTrial;
  let nvr: string;

  beforeAll(async () => {
    koji = await startTrial({ without: ['web'] });
    await setUpForSample(koji, hostArch);
    const sample = await makeSourcePackage(join(koji.trial.layout.dir, 'sample'));
    nvr = sample.nvr;
    await koji.koji('regen-repo', '--wait', 'dist-build');
    await koji.koji('build', '--quiet', 'dist', sample.path);
    await koji.koji('wait-repo', '--request', '--build', nvr, 'dist-build');
  }, 240_000);
  afterAll(() => koji[Symbol.asyncDispose]());

  function dnf(...args: string[]) {
    const { layout, settings } = koji.trial;
    const root = join(layout.dir, 'dnf');
    mkdirSync(join(root, 'repos'), { recursive: true });
    const url = `${addressesOf(settings).files}/repos/dist-build/latest/${hostArch}`;
    writeFileSync(join(root, 'repos/trial.repo'), `[trial]\nname = trial\nbaseurl = ${url}\ngpgcheck = 0\n`);
    const options = {
      reposdir: join(root, 'repos'),
      cachedir: join(root, 'cache'),
      logdir: root,
      persistdir: join(root, 'persist'),
    };
    const settled = Object.entries(options).map(([name, value]) => `--setopt=${name}=${value}`);
    return run('dnf', [
      '--quiet',
      '--releasever=1',
      `--installroot=${join(root, 'root')}`,
      `--forcearch=${hostArch}`,
      ...settled,
      ...args,
    ]);
  }

  test('is read by dnf: the packages are found with what they provide and their files are whole', async (context) => {
    if (!['/usr/bin/dnf', '/usr/bin/dnf5'].some((path) => existsSync(path))) {
      if (process.env.CI === 'true') throw new Error('dnf is not installed');
      context.skip('dnf is not installed');
    }
    const listed = await dnf('repoquery', '--qf', '%{name}-%{version}-%{release}.%{arch}\n', '--available');
    expect(listed.status, listed.stderr).toBe(0);
    const names = [`${nvr}.${hostArch}`, `${nvr}.src`, nvr.replace('hello-koji', 'hello-koji-greetings').concat('.noarch')];
    const words = listed.stdout.split(/\s+/).filter(Boolean);
    expect(words).toEqual(expect.arrayContaining([names[0], names[2]]));
    const target = join(koji.trial.layout.dir, 'downloaded');
    const downloaded = await dnf('download', `--destdir=${target}`, 'hello-koji', 'hello-koji-greetings');
    expect(downloaded.status, downloaded.stderr).toBe(0);
    for (const name of [names[0], names[2]]) expect(existsSync(join(target, `${name}.rpm`)), name).toBe(true);
  });
});
