import type { Dirent, Stats } from 'node:fs';
import { open, readdir, stat as statFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GenericError } from '@koji/common/errors';
import { unlessMissing } from '@koji/common/missing-files';
import type { TaskOutput, TaskOutputStat } from '@koji/common/types/task';
import { Double } from '@koji/common/wire/values';
import type { Call } from '../rpc/call.ts';
import { info } from '../rpc/info.ts';
import { anyone, method, optional, param } from '../rpc/method.ts';
import { flag, int, nullable, text } from '../rpc/shapes.ts';
import { findTask } from '../tasks/queries.ts';
import { assertNoLinks } from '../tree/no-links.ts';
import { findVolume, listVolumes } from '../volumes/queries.ts';
import { wideInt } from './wide-int.ts';

export const listTaskOutput = method({
  name: 'listTaskOutput',
  doc: 'The files a task has put out: names; with stat their sizes and times; with all_volumes where each is.',
  access: anyone,
  readOnly: true,
  params: [
    param('taskID', int),
    optional('stat', flag, false),
    optional('all_volumes', flag, false),
    optional('strict', flag, false),
  ],
  async run(call, { taskID, stat, all_volumes, strict }): Promise<TaskOutput> {
    if (strict && !(await findTask(call.db, taskID))) throw new GenericError("Task doesn't exist");
    if (!all_volumes) {
      const directory = call.layout.task(taskID);
      const names = await listFiles(directory);
      return stat ? statAll(directory, names) : names;
    }
    const byVolume = await listByVolume(call, taskID);
    return stat ? statByVolume(call, taskID, byVolume) : byVolume;
  },
});

/** Every file below a directory by its relative path; none when there is no directory. */
async function listFiles(root: string, below = ''): Promise<string[]> {
  const entries = (await unlessMissing(readdir(join(root, below), { withFileTypes: true }))) ?? [];
  const names: string[] = [];
  for (const entry of entries.sort(byName)) {
    const name = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) names.push(...(await listFiles(root, name)));
    else names.push(name);
  }
  return names;
}
function byName(a: Dirent, b: Dirent): number {
  return a.name < b.name ? -1 : 1;
}
async function listByVolume(call: Call, taskId: number): Promise<{ [name: string]: string[] }> {
  const volumes: { [name: string]: string[] } = {};
  for (const { name: volume } of await listVolumes(call.db)) {
    for (const name of await listFiles(call.layout.task(taskId, volume))) volumes[name] = [...(volumes[name] ?? []), volume];
  }
  return volumes;
}

async function statAll(directory: string, names: readonly string[]): Promise<{ [name: string]: TaskOutputStat }> {
  const stats: { [name: string]: TaskOutputStat } = {};
  for (const name of names) {
    // A link that an import left may lead nowhere once the build is deleted.
    const found = await unlessMissing(statFile(join(directory, name)));
    if (found) stats[name] = describe(found);
  }
  return stats;
}
async function statByVolume(
  call: Call,
  taskId: number,
  byVolume: { [name: string]: string[] },
): Promise<{ [name: string]: { [volume: string]: TaskOutputStat } }> {
  const stats: { [name: string]: { [volume: string]: TaskOutputStat } } = {};
  for (const [name, volumes] of Object.entries(byVolume)) {
    for (const volume of volumes) {
      const found = (await statAll(call.layout.task(taskId, volume), [name]))[name];
      if (found) stats[name] = { ...stats[name], [volume]: found };
    }
  }
  return stats;
}
function describe(found: Stats): TaskOutputStat {
  const seconds = (ms: number) => new Double(ms / 1000);
  return {
    st_size: String(found.size),
    st_mtime: seconds(found.mtimeMs),
    st_atime: seconds(found.atimeMs),
    st_ctime: seconds(found.ctimeMs),
  };
}

/** More than this does not fit into one answer. */
const longestSliceBytes = 256 << 20;

export const downloadTaskOutput = method({
  name: 'downloadTaskOutput',
  doc: 'A slice of a task’s file in base64; a negative offset counts from the end, size -1 reads to it.',
  access: anyone,
  readOnly: true,
  params: [
    param('taskID', int),
    param('fileName', text),
    optional('offset', nullable(wideInt), 0),
    optional('size', wideInt, -1),
    optional('volume', nullable(info), null),
  ],
  async run(call, { taskID, fileName, offset, size, volume }) {
    if (fileName.includes('..')) throw new GenericError(`Invalid file name: ${fileName}`);
    const on = await volumeName(call, volume);
    const path = call.layout.task(taskID, on, fileName);
    await assertNoLinks(call.layout.work(on), path);
    const handle = await unlessMissing(open(path, 'r'));
    try {
      const found = await handle?.stat();
      if (!handle || !found?.isFile()) throw new GenericError(`no file "${fileName}" output by task ${taskID}`);
      const start = offset === null ? 0 : offset < 0 ? Math.max(0, found.size + offset) : offset;
      const length = Math.max(0, size < 0 ? found.size - start : Math.min(size, found.size - start));
      if (length > longestSliceBytes)
        throw new GenericError(`${length} bytes are too many for one answer; ask for them in slices`);
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, start);
      return buffer.toString('base64', 0, bytesRead);
    } finally {
      await handle?.close();
    }
  },
});
async function volumeName(call: Call, volume: number | string | null): Promise<string | null> {
  if (volume === null || volume === '') return null;
  const found = await findVolume(call.db, volume);
  if (!found) throw new GenericError(`No such volume: ${volume}`);
  return found.name;
}
