import { expect, test } from 'vitest';
import { readBuildOptions } from './build-options.ts';

test('no options are the usual ones', () => {
  expect(readBuildOptions(null)).toMatchObject({
    scratch: false,
    draft: false,
    skipTag: false,
    repoId: undefined,
    waitBuilds: [],
    rebuildSrpm: undefined,
  });
});

test('truth is what Python takes for it', () => {
  expect(
    readBuildOptions({ scratch: 1, skip_tag: '', wait_repo: null, rebuild_srpm: false, arch_override: 'x86_64' }),
  ).toMatchObject({
    scratch: true,
    skipTag: false,
    waitRepo: false,
    rebuildSrpm: false,
    archOverride: 'x86_64',
  });
});

test.each([
  [{ arch_override: 'x86_64' }, 'arch_override is only allowed for scratch builds'],
  [{ custom_user_metadata: [1] }, 'custom_user_metadata must be serializable'],
])('%j do not go together', (options, message) => {
  expect(() => readBuildOptions(options)).toThrow(message);
});
