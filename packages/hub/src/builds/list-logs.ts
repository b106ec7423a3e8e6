import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { GenericError } from '@koji/common/errors';
import { unlessMissing } from '@koji/common/missing-files';
import type { Build, BuildLog } from '@koji/common/types/build';
import type { Call } from '../rpc/call.ts';

/** The log files of a build, directory by directory. Links and whatever else is no file are passed over. */
export async function listBuildLogs(call: Call, build: Build): Promise<BuildLog[]> {
  const root = call.layout.buildLogs(build);
  const found = await unlessMissing(lstat(root));
  if (!found) return [];
  if (!found.isDirectory()) throw new GenericError(`Not a directory: ${root}`);
  return listBelow(root, '.', call.layout.relative(root));
}

async function listBelow(root: string, dir: string, relativeRoot: string): Promise<BuildLog[]> {
  const entries = (await readdir(join(root, dir), { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1));
  const logs: BuildLog[] = entries
    .filter((entry) => entry.isFile())
    .map(({ name }) => ({ name, dir, path: `${relativeRoot}/${dir}/${name}` }));
  for (const entry of entries.filter((each) => each.isDirectory())) {
    logs.push(...(await listBelow(root, dir === '.' ? entry.name : `${dir}/${entry.name}`, relativeRoot)));
  }
  return logs;
}
