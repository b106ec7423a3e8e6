import { expect, test } from 'vitest';
import { describeMockOutcome, type MockTarget, mockCommand, mockSteps } from './mock-command.ts';

const target: MockTarget = { mockpath: '/usr/bin/mock', mockconfdir: '/etc/mock/koji', name: 'f42-build-5-2', extra: {} };

test.each<[string, Partial<MockTarget>, readonly string[], string[]]>([
  ['init', {}, mockSteps.init, ['--init']],
  ['the kernel’s version', {}, mockSteps.kernelVersion, ['--chroot', 'uname -r']],
  [
    'a source command',
    {},
    mockSteps.source('/d', ['make', 'sources']),
    ['--no-clean', '--unpriv', '--cwd', '/d', '--chroot', 'make', 'sources'],
  ],
  [
    'a source package',
    {},
    mockSteps.buildSrpm('/s.spec', '/d'),
    ['--no-clean', '--buildsrpm', '--spec', '/s.spec', '--sources', '/d', '--target', 'noarch'],
  ],
  ['a command inside', {}, mockSteps.inside(['rpm', '-i']), ['--no-clean', '--target', 'noarch', '--chroot', '--', 'rpm', '-i']],
  ['a build', {}, mockSteps.rebuild('/x.src.rpm', 'i686'), ['--no-clean', '--target', 'i686', '--rebuild', '/x.src.rpm']],
  ['a new chroot', { extra: { 'mock.new_chroot': true } }, ['--init'], ['--new-chroot', '--init']],
  [
    'an old chroot',
    { extra: { 'mock.new_chroot': false, 'mock.bootstrap_image_ready': true } },
    ['--init'],
    ['--old-chroot', '--bootstrap-image-ready', '--init'],
  ],
])('mock is called for %s', (_title, more, step, expected) => {
  expect(mockCommand({ ...target, ...more }, step)).toEqual(['/usr/bin/mock', '-r', 'koji/f42-build-5-2', ...expected]);
});

test('a configuration that is not below /etc/mock is named by its file', () => {
  expect(mockCommand({ ...target, mockconfdir: '/srv/conf' }, [])).toEqual([
    '/usr/bin/mock',
    '-r',
    '/srv/conf/f42-build-5-2.cfg',
  ]);
});

test.each([
  [{ code: 10, signal: null }, 'mock exited with status 10; see build.log for more information'],
  [{ code: 1, signal: null }, 'mock exited with status 1; see build.log or root.log for more information'],
  [{ code: 30, signal: null }, 'mock exited with status 30; see root.log for more information'],
  [{ code: null, signal: 'SIGKILL' as const }, 'mock was killed by signal 9; see root.log for more information'],
])('%j is told as %s', (outcome, expected) => {
  expect(describeMockOutcome(outcome)).toBe(expected);
});
