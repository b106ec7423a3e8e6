import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { DownloadError } from '@koji/common/client/download';
import { BuildrootError } from '@koji/common/errors';
import { isErrno } from '@koji/common/missing-files';
import { PathLayout } from '@koji/common/paths/layout';
import type { Repo } from '@koji/common/types/repo';
import { fetchFile } from '../tasks/outputs.ts';
import type { TaskContext } from '../tasks/task.ts';
import { type BuildrootContent, readInstalled } from './installed.ts';
import { mapInternal, markExternal, type Origins, originLocation, parseOrigins, parseRpmList, type RepoRpm } from './origins.ts';

const unzip = promisify(gunzip);

export type RepoFacts = Pick<Repo, 'id' | 'tag_id' | 'tag_name' | 'create_event'>;

/** Everything installed in a build root, each rpm with where it came from. */
export async function readContents(
  context: TaskContext,
  root: string,
  repo: RepoFacts,
  arch: string,
): Promise<BuildrootContent[]> {
  const installed = await readInstalled(context.runner, root);
  const marked = await withExternalRepos(context, installed, repo, arch);
  return mapInternal(marked, await readRepoRpms(context, repo, arch));
}

async function withExternalRepos(
  context: TaskContext,
  rpms: BuildrootContent[],
  repo: RepoFacts,
  arch: string,
): Promise<BuildrootContent[]> {
  const externalRepos = await context.hub.getExternalRepoList(repo.tag_id, { event: repo.create_event });
  if (externalRepos.length === 0) return rpms;
  return markExternal(rpms, await readOrigins(context, repo, arch), externalRepos, { arch, repoId: repo.id });
}

async function readOrigins(context: TaskContext, repo: RepoFacts, arch: string): Promise<Origins> {
  const directory = repoDirectory(repo, arch);
  const repomd = await readFile(await fetchFile(context, `${directory}/repodata/repomd.xml`), 'utf8');
  const location = originLocation(repomd);
  if (location === undefined) throw new BuildrootError(`repository ${repo.id} does not tell where its packages came from`);
  const packed = await readFile(await fetchFile(context, `${directory}/${location}`));
  return parseOrigins((await unzip(packed)).toString('utf8'));
}

/** What the repository held; for those made before hubs wrote that down the drafts alone are asked for. */
async function readRepoRpms(context: TaskContext, repo: RepoFacts, arch: string): Promise<RepoRpm[]> {
  try {
    const list = await fetchFile(context, `${repoDirectory(repo, arch)}/rpmlist.jsonl`);
    return parseRpmList(await readFile(list, 'utf8'));
  } catch (error) {
    if (!isErrno(error, 'ENOENT') && !(error instanceof DownloadError && error.status === 404)) throw error;
    context.log.warn({ repo: repo.id }, 'the repository does not list its rpms');
    const [drafts] = await context.hub.listTaggedRPMS(repo.tag_id, { event: repo.create_event, latest: true, draft: true });
    return drafts as RepoRpm[];
  }
}

function repoDirectory(repo: RepoFacts, arch: string): string {
  return `${new PathLayout('/').repo(repo.id, repo.tag_name).slice(1)}/${arch}`;
}
