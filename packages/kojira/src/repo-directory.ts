import { readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { PathLayout } from '@koji/common/paths/layout';

/** What repo.json in a repository's directory says of it, as far as kojira cares. */
export interface RepoJson {
  readonly tag_id?: number;
  readonly volume?: string;
}

/** Where a repository lies; one on another volume is a symlink there. */
export function repoDirectory(
  layout: PathLayout,
  repo: { id: number; tag_name: string; dist: boolean },
  volume?: string,
): string {
  return repo.dist ? layout.distRepo(repo.id, repo.tag_name, volume) : layout.repo(repo.id, repo.tag_name);
}

/** Reads repo.json; an error when it is missing or not readable as a struct. */
export async function readRepoJson(directory: string): Promise<RepoJson> {
  const path = join(directory, 'repo.json');
  const content: unknown = JSON.parse(await readFile(path, 'utf8'));
  if (typeof content !== 'object' || content === null) throw new Error(`${path} does not hold a struct`);
  return {
    ...('tag_id' in content && typeof content.tag_id === 'number' ? { tag_id: content.tag_id } : {}),
    ...('volume' in content && typeof content.volume === 'string' ? { volume: content.volume } : {}),
  };
}

/**
 * The real directory behind a repository's volume link. Throws when the link does not lead where repo.json says that
 * it must: then nothing below is safe to remove.
 */
export async function resolveVolumeLink(
  layout: PathLayout,
  repo: { id: number; tag_name: string; dist: boolean },
): Promise<string> {
  const link = repoDirectory(layout, repo);
  const { volume } = await readRepoJson(link);
  if (volume === undefined) throw new Error(`${join(link, 'repo.json')} names no volume`);
  const directory = repoDirectory(layout, repo, volume);
  const [target, expected] = await Promise.all([realpath(link), realpath(directory)]);
  if (target !== expected) throw new Error(`${link} leads to ${target}, not to ${expected}`);
  return directory;
}
