import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isTruthy } from '@koji/common/is-truthy';
import { unlessMissing } from '@koji/common/missing-files';
import type { WireStruct } from '@koji/common/wire/values';
import { uploadDirectory, uploadOutput } from '../tasks/outputs.ts';
import type { TaskContext } from '../tasks/task.ts';

/** What createrepo hands over: where it uploaded to, and the files. */
export type RepodataUpload = [directory: string, files: string[]];

export interface RepoPlace {
  readonly path: string;
  readonly tagId: number;
  readonly event: number;
}

const contentOptions = ['src', 'debuginfo', 'separate_src'] as const;

/** Whether data of the old repository may serve for the new one, as far as what they have in common goes. */
export async function isClonable(context: TaskContext, old: RepoPlace, fresh: RepoPlace, options: WireStruct): Promise<boolean> {
  const oldFacts = await readJson(join(old.path, 'repo.json'));
  if (!oldFacts) return false;
  const isOtherContent = contentOptions.some((option) => isTruthy(oldFacts[`with_${option}`]) !== isTruthy(options[option]));
  if (isOtherContent || !(await isSameFile(old.path, fresh.path, 'groups/comps.xml', 'both or none'))) return false;
  // What external repositories hold changes without our knowing.
  for (const { tagId, event } of [old, fresh]) {
    if ((await context.hub.getExternalRepoList(tagId, { event })).length > 0) return false;
  }
  return true;
}

/** The old repository's data for an arch as data of the new one, or nothing when the packages differ. */
export async function cloneRepodata(
  context: TaskContext,
  oldPath: string,
  freshPath: string,
  arch: string,
): Promise<RepodataUpload | undefined> {
  for (const list of ['pkglist', 'blocklist']) {
    if (!(await isSameFile(oldPath, freshPath, `${arch}/${list}`, 'both'))) return undefined;
  }
  const directory = join(oldPath, arch, 'repodata');
  const names = (await unlessMissing(readdir(directory))) ?? [];
  if (names.length === 0) return undefined;
  for (const name of names) await uploadOutput(context, join(directory, name), name);
  return [uploadDirectory(context), names];
}

async function isSameFile(one: string, other: string, name: string, demand: 'both' | 'both or none'): Promise<boolean> {
  const [a, b] = await Promise.all([one, other].map((path) => unlessMissing(readFile(join(path, name)))));
  if (!a || !b) return demand === 'both or none' && a === b;
  return a.equals(b);
}

async function readJson(path: string): Promise<WireStruct | undefined> {
  const text = await unlessMissing(readFile(path, 'utf8'));
  return text === undefined ? undefined : (JSON.parse(text) as WireStruct);
}
