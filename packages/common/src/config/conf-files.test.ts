import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../testing/temporary-directory.ts';
import { confFilesAt, listConfFiles } from './conf-files.ts';

test('files of a directory come in the order of their names, others than *.conf not at all', async () => {
  await using directory = await temporaryDirectory();
  const path = (name: string) => join(directory.path, name);
  await mkdir(path('empty'));
  for (const name of ['20-b.conf', '10-a.conf', 'README', 'a.conf~']) await writeFile(path(name), '');
  expect(await listConfFiles(directory.path)).toEqual([path('10-a.conf'), path('20-b.conf')]);
  for (const nothing of ['empty', 'nosuch', 'README']) expect(await listConfFiles(path(nothing))).toEqual([]);
  expect(await confFilesAt(directory.path)).toEqual([path('10-a.conf'), path('20-b.conf')]);
  expect(await confFilesAt(path('README'))).toEqual([path('README')]);
  await expect(confFilesAt(path('nosuch'))).rejects.toThrow(/^cannot read \S+nosuch: ENOENT/);
});
