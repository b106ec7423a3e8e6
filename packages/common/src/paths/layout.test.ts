import { expect, test } from 'vitest';
import { PathLayout, pkglistPath, rootedJoin, signatureHeaderPath, taskPath } from './layout.ts';

const layout = new PathLayout('/mnt/koji/');
const build = { name: 'foo', version: '1.0', release: '1', volume_name: 'DEFAULT' };
const rpm = { name: 'foo-libs', version: '1.0', release: '1', arch: 'x86_64' };

test.each([
  ['a build', layout.build(build), '/mnt/koji/packages/foo/1.0/1'],
  ['a build on another volume', layout.build({ ...build, volume_name: 'big' }), '/mnt/koji/vol/big/packages/foo/1.0/1'],
  ['a draft build', layout.build({ ...build, release: '1,draft_5' }), '/mnt/koji/packages/foo/1.0/1,draft_5'],
  ['an rpm', layout.rpm(build, rpm), '/mnt/koji/packages/foo/1.0/1/x86_64/foo-libs-1.0-1.x86_64.rpm'],
  [
    'a signed rpm',
    layout.signedRpm(build, rpm, 'abcd0123'),
    '/mnt/koji/packages/foo/1.0/1/data/signed/abcd0123/x86_64/foo-libs-1.0-1.x86_64.rpm',
  ],
  ['a signature', signatureHeaderPath(rpm, 'abcd0123'), 'data/sigcache/abcd0123/x86_64/foo-libs-1.0-1.x86_64.rpm.sig'],
  ['the signature of an unsigned rpm', signatureHeaderPath(rpm, ''), 'data/sigcache/x86_64/foo-libs-1.0-1.x86_64.rpm.sig'],
  ['build logs', layout.buildLogs(build, 'x86_64', 'build.log'), '/mnt/koji/packages/foo/1.0/1/data/logs/x86_64/build.log'],
  [
    'a Maven artifact',
    layout.archive(build, { filename: 'a.jar', btype: 'maven', group_id: 'org.x', artifact_id: 'a', version: '1' }),
    '/mnt/koji/packages/foo/1.0/1/maven/org/x/a/1/a.jar',
  ],
  [
    'a Windows file',
    layout.archive(build, { filename: 'a.dll', btype: 'win', relpath: 'lib/x64' }),
    '/mnt/koji/packages/foo/1.0/1/win/lib/x64/a.dll',
  ],
  ['an image', layout.archive(build, { filename: 'a.iso', btype: 'image' }), '/mnt/koji/packages/foo/1.0/1/images/a.iso'],
  ['a custom type', layout.archive(build, { filename: 'a.x', btype: 'op' }), '/mnt/koji/packages/foo/1.0/1/files/op/a.x'],
  ['work', layout.work(), '/mnt/koji/work'],
  ['a task', layout.task(123456), '/mnt/koji/work/tasks/3456/123456'],
  ['a task file on a volume', layout.task(7, 'big', 'a.log'), '/mnt/koji/vol/big/work/tasks/7/7/a.log'],
  ['a repository', layout.repo(5, 'f42-build'), '/mnt/koji/repos/f42-build/5'],
  ['the latest repository', layout.repo('latest', 'f42-build'), '/mnt/koji/repos/f42-build/latest'],
  ['a dist repository', layout.distRepo(5, 'f42', 'big'), '/mnt/koji/vol/big/repos-dist/f42/5'],
  ['a scratch build', layout.scratchTask('alice', 9), '/mnt/koji/scratch/alice/task_9'],
  [
    'a pkglist line',
    pkglistPath({ ...build, volume_name: 'big' }, rpm),
    'toplink/vol/big/packages/foo/1.0/1/x86_64/foo-libs-1.0-1.x86_64.rpm',
  ],
])('the place of %s', (_what, actual, expected) => {
  expect(actual).toBe(expected);
});

test('a layout made for a URL gives URLs', () => {
  expect(new PathLayout('https://koji.example.com/kojifiles/').repo(1, 't')).toBe('https://koji.example.com/kojifiles/repos/t/1');
  expect(() => new PathLayout('mnt/koji')).toThrow('absolute');
});

test('a path is told relative to the top directory only when it is below it', () => {
  expect(layout.relative(layout.task(1))).toBe('work/tasks/1/1');
  expect(() => layout.relative('/mnt/koji2/x')).toThrow('not below');
});

test.each(['../x', 'a/../../x', '/etc/passwd', 'a\0b', '..'])('joining %j does not leave the root', (path) => {
  expect(() => rootedJoin('/root', path)).toThrow();
  expect(() => layout.workPath(path)).toThrow();
  expect(() => layout.repo(1, path)).toThrow();
});

test('empty and dot parts vanish, names with dots stay', () => {
  expect(rootedJoin('/root', './a//b/', '', 'c..d')).toBe('/root/a/b/c..d');
  expect(rootedJoin('/', 'a')).toBe('/a');
  expect(rootedJoin('/root')).toBe('/root');
});

test.each([
  ['a slash', { ...build, name: 'a/b' }],
  ['dots', { ...build, version: '..' }],
  ['nothing', { ...build, release: '' }],
])('a build named by %s has no directory', (_what, place) => {
  expect(() => layout.build(place)).toThrow('cannot be part of a path');
});

test('odd coordinates are refused rather than placed elsewhere', () => {
  expect(() => layout.archive(build, { filename: 'a/b', btype: 'image' })).toThrow('archive file name');
  expect(() =>
    layout.archive(build, { filename: 'a.jar', btype: 'maven', group_id: 'a..b', artifact_id: 'a', version: '1' }),
  ).toThrow('group');
  expect(() => layout.archive(build, { filename: 'a.jar', btype: 'maven' })).toThrow('Maven coordinates');
  expect(() => layout.archive(build, { filename: 'a', btype: 'win', relpath: '../x' })).toThrow('leaves its root');
  expect(() => layout.repo(1, '')).toThrow('without name');
  expect(() => taskPath(-1)).toThrow('task id');
});
