import type { Stats } from 'node:fs';
import { lstat, readdir, readlink, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { isErrno, unlessMissing } from '@koji/common/missing-files';
import type { PathLayout } from '@koji/common/paths/layout';
import type { Logger } from '@koji/common/service/logger';
import { REPO_STATES, type RepoState } from '@koji/common/types/states';
import type { KojiraConfig } from './config.ts';
import type { Removals } from './removals.ts';
import { readRepoJson } from './repo-directory.ts';
import type { KojiraSession } from './session.ts';

export interface PruneOptions {
  readonly session: KojiraSession;
  readonly config: Pick<KojiraConfig, 'expiredRepoLifetimeS' | 'ignoreStrayRepos' | 'ignoreOtherVolumes'>;
  readonly layout: PathLayout;
  readonly removals: Removals;
  readonly isTracked: (repoId: number) => boolean;
  readonly log: Logger;
}
interface Candidate {
  readonly repoId: number;
  readonly tagName: string;
  readonly path: string;
  readonly info: Stats;
}
export interface KnownRepo {
  readonly tag_id: number;
  readonly tag_name: string;
  readonly state: RepoState;
  readonly state_ts: number | null;
}

/**
 * Removes directories that should have gone with their repository: the hub does not know it, or has deleted it long ago.
 * Does nothing while removals run, which would be found half done.
 */
export async function pruneLocalRepos(options: PruneOptions): Promise<void> {
  const { session, config, layout, removals } = options;
  if (removals.isBusy) return;
  await pruneBelow(layout.repos(), options);
  if (config.ignoreOtherVolumes) return;
  for (const { name } of await session.hub.listVolumes()) {
    // Only dist repositories lie on other volumes.
    if (name !== 'DEFAULT') await pruneBelow(layout.distRepos('', name), options);
  }
}

async function pruneBelow(directory: string, options: PruneOptions): Promise<void> {
  const candidates: Candidate[] = [];
  for (const tagName of await listDirectory(directory, options.log))
    candidates.push(...(await findCandidates(directory, tagName, options)));
  if (candidates.length === 0) return;
  const known = await options.session.batch((hub) => candidates.map(({ repoId }) => hub.repoInfo(repoId)), { strict: true });
  for (const [index, candidate] of candidates.entries()) {
    await pruneCandidate(candidate, (known[index] ?? null) as KnownRepo | null, options);
  }
}

/** Directories of a tag that no tracked repository owns and that nothing points to. */
async function findCandidates(
  directory: string,
  tagName: string,
  { isTracked, removals, log }: PruneOptions,
): Promise<Candidate[]> {
  const tagDirectory = join(directory, tagName);
  const latest = await readLatest(tagDirectory);
  const found: Candidate[] = [];
  for (const name of await listDirectory(tagDirectory, log)) {
    if (!/^\d{1,9}$/.test(name) || name === latest || isTracked(Number(name))) continue;
    const path = join(tagDirectory, name);
    const info = await unlessMissing(lstat(path));
    // Gone in the meantime, or nothing that a repository leaves behind.
    if (removals.has(path) || info === undefined || !(info.isDirectory() || info.isSymbolicLink())) continue;
    found.push({ repoId: Number(name), tagName, path, info });
  }
  return found;
}

/** Where the link `latest` leads. Not to know it because of an error would cost what it leads to. */
async function readLatest(tagDirectory: string): Promise<string | undefined> {
  return unlessMissing(readlink(join(tagDirectory, 'latest'))).catch((error: unknown) => {
    // Something of that name that is no link.
    if (isErrno(error, 'EINVAL')) return undefined;
    throw error;
  });
}

async function pruneCandidate(candidate: Candidate, known: KnownRepo | null, options: PruneOptions): Promise<void> {
  const { log, removals } = options;
  const reason = reasonToRemove(candidate, known, options.config);
  if (reason === undefined) return;
  if (known !== null && known.tag_name !== candidate.tagName && !(await belongsToTag(candidate, known, log))) return;
  log.info({ path: candidate.path, reason }, 'removing stray repository directory');
  if (candidate.info.isSymbolicLink()) await unlink(candidate.path);
  else removals.add(candidate.path);
}

/** Why a directory may go, if it may. */
export function reasonToRemove(
  candidate: { readonly info: Pick<Stats, 'mtimeMs'> },
  known: KnownRepo | null,
  config: PruneOptions['config'],
  now: number = Date.now() / 1000,
): string | undefined {
  const modifiedAt = candidate.info.mtimeMs / 1000;
  if (known === null) {
    if (config.ignoreStrayRepos) return undefined;
    return now - modifiedAt > config.expiredRepoLifetimeS ? 'the hub does not know it' : undefined;
  }
  if (known.state !== REPO_STATES.DELETED) return undefined;
  return now - Math.max(known.state_ts ?? 0, modifiedAt) > config.expiredRepoLifetimeS ? 'its repository was deleted' : undefined;
}

/** A tag that was renamed leaves directories under its old name; repo.json tells them from foreign ones. */
async function belongsToTag(candidate: Candidate, known: KnownRepo, log: Logger): Promise<boolean> {
  try {
    const { tag_id } = await readRepoJson(candidate.path);
    if (tag_id === known.tag_id) return true;
    log.warn({ path: candidate.path, tag: known.tag_name, tag_id }, 'directory lies under another tag than its repository');
  } catch (error) {
    log.warn(
      { err: error, path: candidate.path, tag: known.tag_name },
      'directory lies under another name than its tag, and its repo.json does not explain it',
    );
  }
  return false;
}

async function listDirectory(path: string, log: Logger): Promise<string[]> {
  const info = await unlessMissing(stat(path));
  if (info?.isDirectory()) return readdir(path);
  log.debug({ path }, 'not a directory, skipping it');
  return [];
}
