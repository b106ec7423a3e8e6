import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hostArch } from '../script/src/trial/accounts.ts';
import { readStatus } from '../script/src/trial/instance.ts';
import { repository, trialLayout } from '../script/src/trial/layout.ts';
import { run, scratchDirectory } from './trial.fixture.ts';

test('the demo goes from nothing to a tagged build, and again in the same directory, and stops everything', async () => {
  const scratch = scratchDirectory();
  const dir = join(scratch, 'demo');
  for (const round of ['first', 'second']) {
    const { status, stdout, stderr } = await run(process.execPath, [
      join(repository, 'script/dist/demo.js'),
      '--dir',
      dir,
      '--exit',
    ]);
    expect({ round, status, stderr }).toEqual({ round, status: 0, stderr: '' });
    expect(stdout).toMatch(/build \(dist-demo, hello-koji-1\.0-1\.src\.rpm\) completed successfully/);
    expect(stdout).toMatch(/^hello-koji-1\.0-1\s+dist-demo\s+kojiadmin$/m);
    expect(stdout).toMatch(/^Web pages +http:\/\/127\.0\.0\.1:\d+\/koji$/m);
    expect(stdout).toContain(`/repos/dist-demo-build/latest/${hostArch}/`);
    expect((await readStatus(trialLayout(dir))).map(({ state }) => state)).toEqual([
      'stopped',
      'stopped',
      'stopped',
      'stopped',
      'stopped',
    ]);
  }
  await rm(scratch, { recursive: true, force: true });
}, 300_000);
