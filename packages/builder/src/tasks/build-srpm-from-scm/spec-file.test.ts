import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryDirectory } from '@koji/common/testing/temporary-directory';
import { expect, test } from 'vitest';
import { checkSpec, findSpec } from './spec-file.ts';

async function find(files: readonly string[], supportRpmLayout = true): Promise<string> {
  await using directory = await temporaryDirectory();
  const tree = join(directory.path, 'bash');
  await mkdir(join(tree, 'SPECS'), { recursive: true });
  for (const file of files) await writeFile(join(tree, file), '');
  return (await findSpec(tree, supportRpmLayout)).slice(tree.length + 1);
}

test.each([
  [['any.spec', 'README'], 'any.spec'],
  [['SPECS/any.spec'], 'SPECS/any.spec'],
  [['a.spec', 'bash.spec'], 'bash.spec'],
  [['SPECS/a.spec', 'SPECS/bash.spec'], 'SPECS/bash.spec'],
  [['a.spec', 'SPECS/b.spec'], 'a.spec'],
])('of %j the spec file is %s', async (files, expected) => {
  expect(await find(files)).toBe(expected);
});

test('none and several are errors', async () => {
  await expect(find(['README'])).rejects.toThrow('No spec file found');
  await expect(find(['SPECS/a.spec'], false)).rejects.toThrow('No spec file found');
  await expect(find(['a.spec', 'b.spec'])).rejects.toThrow('Multiple spec files found');
});

test.each(['Packager: me', 'Name: x\nVendor: us\n', '%define distribution mine', '%define  packager  me'])(
  '%j is refused',
  (text) => {
    expect(() => checkSpec(text)).toThrow('not allowed');
  },
);
test('what only looks like it is taken', () => {
  checkSpec('# Packager: me\nName: x\n%description\nA Vendor: of things\n%global vendor_name x\n');
});
