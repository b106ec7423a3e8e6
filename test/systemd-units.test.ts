import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setUpOrSkip } from '@koji/common/testing/set-up-or-skip.fixture';
import { afterAll, describe, expect, test } from 'vitest';
import { repository } from '../script/src/trial/layout.ts';
import { run, scratchDirectory } from './trial.fixture.ts';

const packages = ['hub', 'web', 'kojira', 'builder'] as const;
const programs = { hub: 'koji-hub', web: 'koji-web', kojira: 'kojira', builder: 'kojid' } as const;
/** What systemd-analyze makes of an exposure of 2.5; from 4 to 6 it says medium. */
const threshold = '25';
const missing = existsSync('/usr/bin/systemd-analyze') ? undefined : 'systemd-analyze is missing, see script/bootstrap --test';

const unitOf = (name: (typeof packages)[number]) => join(repository, 'packages', name, `${programs[name]}.service`);

describe('systemd finds that the units', () => {
  let directory: string;
  setUpOrSkip(missing, async () => {
    directory = scratchDirectory();
  });
  afterAll(() => {
    if (directory !== undefined) rmSync(directory, { recursive: true, force: true });
  });

  const analyze = (...args: string[]) => run('systemd-analyze', ['--no-pager', ...args]);

  test.each(packages)('say nothing that it does not understand: %s', async (name) => {
    const installed = `/usr/bin/${programs[name]}`;
    const text = readFileSync(unitOf(name), 'utf8');
    expect(text).toContain(`ExecStart=${installed} `);
    const copy = join(directory, basename(unitOf(name)));
    const program = join(repository, 'packages', name, 'bin', `${programs[name]}.mjs`);
    writeFileSync(copy, text.replace(`ExecStart=${installed} `, `ExecStart=${program} `));
    const { status, stdout, stderr } = await analyze('verify', copy);
    expect([status, stdout + stderr]).toEqual([0, '']);
  });

  // Builds need what a sandbox takes away, so kojid has none.
  test.each(['hub', 'web', 'kojira'] as const)('leave little open: %s', async (name) => {
    const { status, stdout } = await analyze('security', '--offline=true', `--threshold=${threshold}`, unitOf(name));
    expect(status, stdout).toBe(0);
  });
});

test.each(packages)('the unit takes the options of /etc/sysconfig: %s', (name) => {
  const unit = readFileSync(unitOf(name), 'utf8');
  const sysconfig = readFileSync(unitOf(name).replace(/service$/, 'sysconfig'), 'utf8');
  const [, variable] = /^(\w+_OPTS)=""$/m.exec(sysconfig) ?? [];
  expect(unit).toContain(`EnvironmentFile=-/etc/sysconfig/${programs[name]}\n`);
  expect(unit).toMatch(new RegExp(`^ExecStart=.* \\$${variable}$`, 'm'));
  // What is never set would be told with each start.
  expect(unit).toContain(`Environment=${variable}=\n`);
});
