import { expect, test } from 'vitest';
import type { WireValue } from '../wire/values.ts';
import { buildLabel, taskLabel } from './labels.ts';

// [method, stored request, arch, label]
const cases: [string, WireValue[], string, string][] = [
  ['build', ['cli-build/123.abc/foo-1.0-1.src.rpm', 'f42', {}], 'noarch', 'build (f42, foo-1.0-1.src.rpm)'],
  ['build', ['git+https://scm.example.com/rpms/foo?mod#abc123', 'f42'], 'noarch', 'build (f42, /rpms/foo:mod:abc123)'],
  ['build', ['git://host/rpms/foo.git#abc', { name: 'f42' }, null], 'noarch', 'build (f42, /rpms/foo.git:abc)'],
  ['build', ['git://host/rpms/foo.git#abc', null, null], 'noarch', 'build (None, /rpms/foo.git:abc)'],
  ['build', ['a', 'b', 'c', 'd', 'e'], 'noarch', 'build (noarch, unknown args)'],
  ['build', [null, 'b'], 'noarch', 'malformed task'],
  ['maven', ['git+https://scm/mvn?#abc', 'tgt', {}], 'noarch', 'maven (tgt, /mvn:abc)'],
  ['maven', [{ __method__: 'maven', url: 'git://h/r#1', build_tag: { name: 'bt' } }], 'noarch', 'maven (bt, /r:1)'],
  ['indirectionimage', [{ name: 'i', version: '1', release: '2' }], 'x86_64', 'indirectionimage (i, 1, 2)'],
  ['indirectionimage', [{ name: 'i', version: '1' }], 'x86_64', 'malformed task'],
  ['buildSRPMFromSCM', ['git://host/a/b?m#rev', 'tag', {}], 'noarch', 'buildSRPMFromSCM (/a/b:m:rev)'],
  ['rebuildSRPM', ['x/foo.src.rpm', 'tag'], 'noarch', 'rebuildSRPM (noarch)'],
  [
    'buildArch',
    ['tasks/1/1/foo-1.0-1.src.rpm', 5, 'x86_64', true, { repo_id: 1 }],
    'x86_64',
    'buildArch (foo-1.0-1.src.rpm, x86_64)',
  ],
  ['buildArch', [{ name: 'dir/foo' }, 5, 'x86_64', true], 'x86_64', 'buildArch (foo, x86_64)'],
  ['buildMaven', ['u', { name: 'bt' }], 'noarch', 'buildMaven (bt)'],
  [
    'wrapperRPM',
    ['u', { name: 't' }, { name: 'foo', version: '1', release: '2' }, null, {}],
    'noarch',
    'wrapperRPM (t, foo-1-2)',
  ],
  ['wrapperRPM', ['u', { name: 't' }, null, { id: 1 }], 'noarch', 'wrapperRPM (t)'],
  ['winbuild', ['vm', 'git://h/p?#r', 'tgt', {}], 'noarch', 'winbuild (tgt, /p:r)'],
  ['vmExec', ['vm', ['a'], {}], 'noarch', 'vmExec (vm)'],
  [
    'buildNotification',
    [['a@b'], { package_name: 'foo', version: '1', release: '2' }, null, 'http://x'],
    'noarch',
    'buildNotification (foo-1-2)',
  ],
  ['newRepo', ['f42'], 'noarch', 'newRepo (f42)'],
  ['newRepo', ['f42', { __starstar: true, event: 5 }], 'noarch', 'newRepo (f42)'],
  ['newRepo', [{ name: 'f42' }, 5], 'noarch', 'newRepo (f42)'],
  ['newRepo', ['f42', { __starstar: true, bad: 5 }], 'noarch', 'newRepo (noarch, unknown args)'],
  ['distRepo', [12, 5, ['k'], {}], 'noarch', 'distRepo (12)'],
  ['tagBuild', [1, 2, false, null], 'noarch', 'tagBuild (noarch)'],
  ['tagNotification', [[], true, 1, null, 2, 3], 'noarch', 'tagNotification (noarch)'],
  ['createrepo', [5, 'x86_64', null], 'noarch', 'createrepo (x86_64)'],
  ['createdistrepo', ['t', 5, 'x86_64', [], {}], 'noarch', 'createdistrepo (5, x86_64)'],
  [
    'dependantTask',
    [
      [1],
      [
        ['tagBuild', [1], {}],
        ['newRepo', ['x']],
      ],
    ],
    'noarch',
    'dependantTask (tagBuild, newRepo)',
  ],
  ['chainbuild', [[['a']], 'tgt', null], 'noarch', 'chainbuild (tgt)'],
  ['chainmaven', [{}, { name: 'tgt' }, null], 'noarch', 'chainmaven (tgt)'],
  ['waitrepo', ['t', null, ['a-1-1', 'b-1-1']], 'noarch', 'waitrepo (t, a-1-1, b-1-1)'],
  ['waitrepo', ['t', 'now', null], 'noarch', 'waitrepo (t)'],
  ['livecd', ['img', '1', 'x86_64', 'tgt', 'ks.cfg', null], 'x86_64', 'livecd (x86_64, img-1, ks.cfg)'],
  [
    'image',
    ['img', '1', ['x86_64', "i'386"], 'tgt', 'http://inst/', null],
    'noarch',
    "image (['x86_64', \"i'386\"], img-1, http://inst/)",
  ],
  ['livemedia', ['img', '1', ['x86_64'], 'tgt', 'ks.cfg', null], 'noarch', "livemedia (['x86_64'], img-1, ks.cfg)"],
  ['createLiveCD', ['n', '1', '2', 'x86_64', { name: 'tgt' }, 5, {}, 'ks'], 'x86_64', 'createLiveCD (tgt, n-1-2, ks, x86_64)'],
  [
    'createImage',
    ['n', '1', null, 'x86_64', { name: 'tgt' }, 5, {}, 'tree'],
    'x86_64',
    'createImage (tgt, n-1-None, tree, x86_64)',
  ],
  ['restart', [{ id: 1, name: 'builder1' }], 'noarch', 'restart (builder1)'],
  ['restartVerify', [4, { id: 1, name: 'builder1' }], 'noarch', 'restartVerify (builder1)'],
  ['shutdown', [], 'noarch', 'shutdown (noarch)'],
  ['sleep', [5], 'noarch', 'sleep (noarch)'],
  ['sleep', [], 'noarch', 'sleep (noarch, unknown args)'],
  ['mystery', [5], 'noarch', 'mystery (noarch)'],
  ['default', [1, 2, { __starstar: true, a: 1 }], 'noarch', 'default (noarch)'],
  ['runroot', ['f42', 'x86_64', 'ls', { __starstar: true, repo_id: 3 }], 'x86_64', 'runroot (x86_64)'],
  ['saveFailedTree', [5, true], 'noarch', 'saveFailedTree (noarch)'],
];

test.each(cases)('%s with request %j on %s is shown as %s', (method, request, arch, label) => {
  expect(taskLabel({ method, request, arch })).toBe(label);
});

test('a task without request shows its arch when its label needs no arguments', () => {
  expect(taskLabel({ method: 'tagBuild', arch: 'noarch', request: null })).toBe('tagBuild (noarch)');
  expect(taskLabel({ method: 'build', arch: 'noarch', request: null })).toBe('malformed task');
});

test('a build label prefers the package name and shows the epoch only on request', () => {
  const build = { name: 'x', package_name: 'foo', version: '1', release: '2', epoch: 0 };
  expect(buildLabel(build)).toBe('foo-1-2');
  expect(buildLabel(build, { showEpoch: true })).toBe('0:foo-1-2');
});
