import { exactly } from '../../arguments.ts';
import { command } from '../../command.ts';
import { readId } from '../../lookups/read-id.ts';
import { integerOr, toggle } from '../../options/flag.ts';
import { announceRepo, RepoWatcher } from '../../repos/repo-watcher.ts';
import { repoOrFailure } from '../../repos/request-repo.ts';

export const waitRepoRequest = command({
  name: 'wait-repo-request',
  category: 'monitor',
  summary: 'Wait for an existing repo request',
  usage: '[options] <request-id>',
  login: 'required',
  args: exactly(1),
  flags: {
    timeout: integerOr(120, '--timeout', 'minutes to wait (default: 120)'),
    verbose: toggle('-v --verbose', 'say what is waited for'),
    quiet: toggle('--quiet', 'say less'),
  },
  async run(context, [word = ''], { timeout, verbose, quiet }) {
    const { repo, request } = await context.hub.repo.checkRequest(readId(word));
    if (repo) {
      announceRepo(context, repo);
      return;
    }
    const tag = { id: request.tag_id, name: request.tag_name };
    const watcher = new RepoWatcher(context, { tag }, { timeoutMinutes: timeout, verbose });
    await repoOrFailure(watcher.waitForRequest(request), quiet || context.settings.quiet);
  },
});
