import { expect, test } from 'vitest';
import { type DownloadChoice, taskDownloads } from './task-downloads.ts';

const task = { id: 6, method: 'buildArch', arch: 'x86_64' };
const files = ['a-1-1.src.rpm', 'a-1-1.x86_64.rpm', 'a-doc-1-1.noarch.rpm', 'build.log', 'diff.json'].map((name) => ({
  name,
  volume: 'DEFAULT',
}));
const choice: DownloadChoice = { arches: [], logs: false, all: false, dirpertask: false, filter: [], skip: [] };
const targets = (changes: Partial<DownloadChoice>, of = task) =>
  taskDownloads(of, files, { ...choice, ...changes }).map(({ target }) => target);

test('rpms of builds', () => {
  expect(targets({})).toEqual(['a-1-1.src.rpm', 'a-1-1.x86_64.rpm', 'a-doc-1-1.noarch.rpm']);
  expect(targets({}, { ...task, method: 'createAppliance' })).toEqual([]);
});

test('rpms of some architectures', () => {
  expect(targets({ arches: ['x86_64', 'noarch'] })).toEqual(['a-1-1.x86_64.rpm', 'a-doc-1-1.noarch.rpm']);
});

test('logs get the architecture into their names', () => {
  expect(targets({ logs: true })).toContain('build.x86_64.log');
  expect(targets({ logs: true, dirpertask: true })).toContain('6/build.log');
});

test('everything', () => {
  expect(targets({ all: true, logs: true })).toHaveLength(files.length);
  expect(targets({ all: true })).toContain('diff.x86_64.json');
});

test('what patterns pick', () => {
  expect(targets({ filter: [/^a-/], skip: [/doc/] })).toEqual(['a-1-1.src.rpm', 'a-1-1.x86_64.rpm']);
});

test('files of other volumes lie apart', () => {
  const [file] = taskDownloads(task, [{ name: 'a-1-1.x86_64.rpm', volume: 'vol2' }], choice);
  expect(file?.target).toBe('vol2/a-1-1.x86_64.rpm');
});
