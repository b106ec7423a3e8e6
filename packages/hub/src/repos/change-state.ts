import { GenericError } from '@koji/common/errors';
import { nameOf, REPO_STATES, type RepoState } from '@koji/common/types/states';
import { orFault } from '../rpc/answers.ts';
import type { Call } from '../rpc/call.ts';
import { findRepo, lockRepo, updateRepoState } from './queries.ts';
import { fulfilRequests } from './queue-queries.ts';

/** Moves a repository to a later state. Setting the one it is in changes nothing. */
export async function setRepoState(call: Call, repoId: number, state: RepoState): Promise<void> {
  const { state: before } = orFault(await lockRepo(call.db, repoId), `No such repo: ${repoId}`);
  if (before === state) {
    call.log.warn({ repo: repoId, state }, 'the repo is in that state already');
    return;
  }
  if (before === REPO_STATES.DELETED) throw new GenericError(`Repo ${repoId} is deleted`);
  if (before > state && state !== REPO_STATES.DELETED) {
    throw new GenericError(
      `Invalid repo state transition for repo ${repoId}: ${nameOf(REPO_STATES, before)} -> ${nameOf(REPO_STATES, state)}`,
    );
  }
  await updateRepoState(call.db, repoId, state);
  if (state === REPO_STATES.READY) await serveRequests(call, repoId);
}

/** Trouble with the queue must not keep a repository from getting ready. */
async function serveRequests(call: Call, repoId: number): Promise<void> {
  try {
    await call.db.savepoint(async () => {
      const repo = await findRepo(call.db, repoId);
      if (!repo || repo.dist || repo.opts === null || repo.custom_opts === null) return;
      await fulfilRequests(call.db, { ...repo, opts: repo.opts, custom_opts: repo.custom_opts });
    });
  } catch (err) {
    call.log.error({ err, repo: repoId }, 'could not hand the repo to those who asked for it');
  }
}
