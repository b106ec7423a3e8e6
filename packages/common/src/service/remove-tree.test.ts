import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../testing/temporary-directory.ts';
import { removeTree } from './remove-tree.ts';

test('a tree is removed with everything below', async () => {
  await using directory = await temporaryDirectory();
  await mkdir(join(directory.path, 'tree/x86_64/repodata'), { recursive: true });
  await writeFile(join(directory.path, 'tree/x86_64/repodata/repomd.xml'), '<repomd/>');
  await writeFile(join(directory.path, 'tree/repo.json'), '{}');
  await removeTree(join(directory.path, 'tree'));
  expect(await readdir(directory.path)).toEqual([]);
});

test('symbolic links are removed, what they lead to stays', async () => {
  await using directory = await temporaryDirectory();
  const outside = join(directory.path, 'packages');
  await mkdir(join(outside, 'bash'), { recursive: true });
  await mkdir(join(directory.path, 'tree'));
  await symlink(outside, join(directory.path, 'tree/toplink'));
  await symlink('/nowhere', join(directory.path, 'tree/broken'));
  await removeTree(join(directory.path, 'tree'));
  expect(await readdir(directory.path)).toEqual(['packages']);
  expect(await readdir(outside)).toEqual(['bash']);
});

test('a symbolic link in place of the tree is refused', async () => {
  await using directory = await temporaryDirectory();
  await mkdir(join(directory.path, 'packages'));
  await symlink(join(directory.path, 'packages'), join(directory.path, 'tree'));
  await expect(removeTree(join(directory.path, 'tree'))).rejects.toThrow(/cannot open directory/);
  expect(await readdir(directory.path)).toEqual(['packages', 'tree']);
});

test('a tree that is not there is no error', async () => {
  await using directory = await temporaryDirectory();
  await expect(removeTree(join(directory.path, 'tree'))).resolves.toBeUndefined();
});

test('removal stops at the signal', async () => {
  await using directory = await temporaryDirectory();
  await mkdir(join(directory.path, 'tree/x86_64'), { recursive: true });
  await expect(removeTree(join(directory.path, 'tree'), AbortSignal.abort(new Error('stopping')))).rejects.toThrow('stopping');
  expect(await readdir(directory.path)).toEqual(['tree']);
});
