import { cp, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GenericError } from '@koji/common/errors';
import { isThere } from '@koji/common/missing-files';
import { PathLayout } from '@koji/common/paths/layout';
import type { TagExternalRepo } from '@koji/common/types/external-repo';
import { nameOf, REPO_STATES } from '@koji/common/types/states';
import { describeOutcome, isSuccess } from '../../process/runner.ts';
import { createrepoCommand } from '../../repo/createrepo-command.ts';
import { mergeModeOf, mergerepoCommand, mergeSources, parseMergerepoVersion } from '../../repo/mergerepo-command.ts';
import { assertReposVisible } from '../../repo/visible-repos.ts';
import { taskLogs, uploadDirectory, uploadOutput } from '../outputs.ts';
import { defineTask, type TaskContext } from '../task.ts';

/** The places of one arch of a repository in the making. */
interface ArchRepo {
  readonly repoId: number;
  readonly arch: string;
  /** Where the hub has put the lists of packages. */
  readonly sourceDir: string;
  readonly outputDir: string;
  readonly repodata: string;
  readonly comps: string | undefined;
}

/** Makes the data of one arch of a repository and hands it over to the hub. */
export const createrepo = defineTask({
  method: 'createrepo',
  async run(context, { repo_id: repoId, arch, oldrepo }) {
    const { hub, config, workdir } = context;
    const repo = await hub.repoInfo(repoId, { strict: true });
    if (!repo) throw new GenericError(`No such repo: ${repoId}`);
    if (repo.state !== REPO_STATES.INIT)
      throw new GenericError(`Repo ${repoId} not in INIT state (got ${nameOf(REPO_STATES, repo.state)})`);
    const layout = new PathLayout(config.topdir);
    const top = layout.repo(repoId, repo.tag_name);
    const outputDir = join(workdir, 'repo');
    const comps = join(top, 'groups', 'comps.xml');
    const archRepo: ArchRepo = {
      repoId,
      arch,
      sourceDir: join(top, arch),
      outputDir,
      repodata: join(outputDir, 'repodata'),
      comps: (await isThere(comps)) ? comps : undefined,
    };
    await assertReachable(layout, archRepo);
    const pkglist = join(archRepo.sourceDir, 'pkglist');
    const isEmpty = (await stat(pkglist)).size === 0;
    await makeOwnData(context, archRepo, isEmpty ? undefined : pkglist, (oldrepo?.id as number | undefined) ?? undefined);
    const externalRepos = (await hub.getExternalRepoList(repo.tag_id, { event: repo.create_event })) as TagExternalRepo[];
    if (externalRepos.length > 0) await mergeData(context, archRepo, externalRepos);
    else if (isEmpty) {
      const reason = 'This repo is empty because its tag has no content for this arch\n';
      await writeFile(join(archRepo.repodata, 'EMPTY_REPO'), reason);
    }
    const files = (await readdir(archRepo.repodata)).sort();
    for (const name of files) await uploadOutput(context, join(archRepo.repodata, name), name);
    return [uploadDirectory(context), files];
  },
});

async function assertReachable(layout: PathLayout, { sourceDir }: ArchRepo): Promise<void> {
  await assertReposVisible(layout);
  if (!(await isThere(sourceDir))) throw new GenericError(`Repo directory missing: ${sourceDir}`);
}

async function makeOwnData(
  context: TaskContext,
  repo: ArchRepo,
  pkglist: string | undefined,
  oldRepoId: number | undefined,
): Promise<void> {
  const { config } = context;
  await mkdir(repo.outputDir, { recursive: true });
  const mayUpdate = pkglist !== undefined && oldRepoId !== undefined && config.createrepoUpdate;
  const update = mayUpdate && (await takeOldData(context, repo, oldRepoId));
  const command = createrepoCommand({
    outputDir: repo.outputDir,
    repoDir: repo.sourceDir,
    pkglist,
    comps: repo.comps,
    update,
    skipStat: config.createrepoSkipStat,
  });
  await runLogged(context, command, 'createrepo.log', 'failed to create repo');
}

/** Puts the old repository's data where the new one's will be. False when there is none. */
async function takeOldData({ hub, config, log }: TaskContext, { arch, repodata }: ArchRepo, oldRepoId: number): Promise<boolean> {
  const old = await hub.repoInfo(oldRepoId, { strict: true });
  if (!old) return false;
  const oldData = join(new PathLayout(config.topdir).repo(old.id, old.tag_name), arch, 'repodata');
  if (!(await isThere(oldData))) {
    log.warn({ path: oldData }, 'old repodata is missing');
    return false;
  }
  await cp(oldData, repodata, { recursive: true, dereference: true });
  // Where packages came from is found out anew by the merge.
  for (const name of await readdir(repodata)) if (name.endsWith('pkgorigins.gz')) await rm(join(repodata, name));
  return true;
}

/** Merges the tag's own packages with those of its external repositories. */
async function mergeData(context: TaskContext, repo: ArchRepo, externalRepos: readonly TagExternalRepo[]): Promise<void> {
  const mode = mergeModeOf(externalRepos);
  // The build root's packages are told apart by this name later.
  const premerge = join(context.workdir, `repo_${repo.repoId}_premerge`);
  await rename(repo.outputDir, premerge);
  await mkdir(repo.outputDir);
  const answer = await context.runner.capture(['/usr/bin/mergerepo_c', '--version']);
  const command = mergerepoCommand({
    mode,
    version: parseMergerepoVersion(answer.stdout.toString('utf8')),
    arch: repo.arch,
    blocklist: join(repo.sourceDir, 'blocklist'),
    outputDir: repo.outputDir,
    comps: repo.comps,
    sources: mergeSources(premerge, externalRepos, repo.arch),
  });
  await runLogged(context, command, 'mergerepos.log', 'failed to merge repos');
}

async function runLogged(context: TaskContext, command: readonly string[], logName: string, failure: string): Promise<void> {
  const { runner, workdir, signal } = context;
  const logs = taskLogs(context, [{ directory: workdir, pattern: new RegExp(`^${logName.replace('.', '\\.')}$`) }]);
  const output = join(workdir, logName);
  const env = { TMPDIR: workdir };
  const outcome = await logs.during(() => runner.run(command, { output, announce: true, env, signal }));
  if (!isSuccess(outcome)) throw new GenericError(`${failure}: ${describeOutcome(outcome, command.join(' '))}`);
}
