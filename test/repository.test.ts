import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setUpOrSkip } from '@koji/common/testing/set-up-or-skip.fixture';
import { afterAll, describe, expect, test } from 'vitest';
import { makeSourcePackage } from '../script/src/demo/sample.ts';
import { hostArch } from '../script/src/trial/accounts.ts';
import { addressesOf } from '../script/src/trial/addresses.ts';
import { type RunningTrial, run, setUpForSample, startTrial } from './trial.fixture.ts';

const missing = existsSync('/usr/bin/dnf') ? undefined : 'dnf is missing, see script/bootstrap --test';

describe('a published repository', () => {
  let koji: RunningTrial;
  let nvr: string;

  setUpOrSkip(missing, async () => {
    koji = await startTrial({ without: ['web'] });
    await setUpForSample(koji, hostArch);
    const sample = await makeSourcePackage(join(koji.trial.layout.dir, 'sample'));
    nvr = sample.nvr;
    await koji.koji('regen-repo', '--wait', 'dist-build');
    await koji.koji('build', '--quiet', 'dist', sample.path);
    await koji.koji('wait-repo', '--request', '--build', nvr, 'dist-build');
  });
  afterAll(() => koji?.[Symbol.asyncDispose]());

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

  test('is read by dnf: the packages are found with what they provide and their files are whole', async () => {
    const listed = await dnf('repoquery', '--available', '--qf', '%{name}-%{version}-%{release}.%{arch}');
    expect(listed.status, listed.stderr).toBe(0);
    const names = listed.stdout.trim().split('\n');
    const wanted = [`${nvr}.${hostArch}`, `${nvr.replace('hello-koji', 'hello-koji-greetings')}.noarch`];
    expect(names).toEqual(expect.arrayContaining(wanted));
    const provided = await dnf('repoquery', '--available', '--whatprovides', '/usr/bin/hello-koji', '--qf', '%{name}');
    expect(provided.stdout.trim()).toBe('hello-koji');
    for (const name of wanted) {
      const located = await dnf('repoquery', '--available', '--location', name);
      const file = await fetch(located.stdout.trim());
      expect(file.status).toBe(200);
      const path = execFileSync('find', [join(koji.trial.settings.topdir, 'packages'), '-name', `${name}.rpm`], {
        encoding: 'utf8',
      }).trim();
      expect(Buffer.from(await file.arrayBuffer()).equals(readFileSync(path)), name).toBe(true);
    }
  });
});
