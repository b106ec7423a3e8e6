import { mockConfig } from '@koji/common/mock-config';
import { expect, test } from 'vitest';
import { readBuildrootHeader } from './local-buildroots.ts';
import { mountsBelow } from './mounts.ts';

test('a build root is known again by the configuration that was written for it', () => {
  const text = mockConfig({ name: 'f42-build-5-2', arch: 'x86_64', repoId: 2, tagName: 'f42-build', buildrootId: 5 });
  expect(readBuildrootHeader(text, '/etc/mock/koji/x.cfg')).toEqual({
    id: 5,
    name: 'f42-build-5-2',
    configPath: '/etc/mock/koji/x.cfg',
  });
});

test.each([
  '',
  '# Koji buildroot id: 5\n',
  '# Koji buildroot id: 5\n# Koji buildroot name: ../x\n',
  '# Koji buildroot id: 5\n# Koji buildroot name: ..\n',
])('a configuration of other origin or with a name that leads elsewhere is none of ours: %j', (text) => {
  expect(readBuildrootHeader(text, 'x.cfg')).toBeUndefined();
});

test('mounts below a directory are found innermost first, with blanks in their names', () => {
  const mounts = 'proc /m/a/root/proc proc rw 0 0\ntmpfs /m/a/root/proc/x\\040y tmpfs rw 0 0\ntmpfs /m/ab tmpfs rw 0 0\n';
  expect(mountsBelow('/m/a', mounts)).toEqual(['/m/a/root/proc/x y', '/m/a/root/proc']);
});
