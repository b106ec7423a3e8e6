import { expect, test } from 'vitest';
import { collectResults } from './run-builds.ts';

const first = { rpms: ['t/1/a.x86_64.rpm'], srpms: ['t/1/a.src.rpm'], logs: ['t/1/build.log'], brootid: 5 };
const second = { rpms: ['t/2/a.i686.rpm'], srpms: [], logs: ['t/2/build.log'], brootid: 6 };

test('the results of all arches become those of the build', () => {
  expect(
    collectResults([
      ['x86_64', first],
      ['i686', second],
    ]),
  ).toEqual({
    srpm: 't/1/a.src.rpm',
    rpms: ['t/1/a.x86_64.rpm', 't/2/a.i686.rpm'],
    buildroots: { 't/1/a.x86_64.rpm': 5, 't/1/a.src.rpm': 5, 't/2/a.i686.rpm': 6 },
    logs: { x86_64: ['t/1/build.log'], i686: ['t/2/build.log'] },
  });
});

test('no source package is an error', () => {
  expect(() => collectResults([['i686', second]])).toThrow('could not find a built srpm');
});
test('two source packages are an error', () => {
  expect(() =>
    collectResults([
      ['x86_64', first],
      ['i686', { ...second, srpms: ['t/2/a.src.rpm'] }],
    ]),
  ).toThrow('multiple builds');
});
test('an arch that may fail and did is an error of the build', () => {
  expect(() => collectResults([['x86_64', null]])).toThrow('did not answer');
});
