import { readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isThere, unlessMissing } from './missing-files.ts';
import { temporaryDirectory } from './testing/temporary-directory.ts';

test('what is missing is undefined, and what cannot be read is an error', async () => {
  await using directory = await temporaryDirectory();
  const file = join(directory.path, 'file');
  await writeFile(file, 'text');
  expect(await unlessMissing(readFile(file, 'utf8'))).toBe('text');
  expect(await unlessMissing(readFile(`${file}2`))).toBeUndefined();
  expect(await unlessMissing(readFile(join(file, 'below')))).toBeUndefined();
  expect(await unlessMissing(readFile(join(directory.path, 'x'.repeat(300))))).toBeUndefined();
  await expect(unlessMissing(readFile(directory.path))).rejects.toThrow('EISDIR');
});

test('a link that leads nowhere is there', async () => {
  await using directory = await temporaryDirectory();
  const link = join(directory.path, 'link');
  await symlink('nowhere', link);
  expect([await isThere(link), await isThere(`${link}2`)]).toEqual([true, false]);
});
