import { PathLayout } from '@koji/common/paths/layout';
import { nameOf, REPO_STATES } from '@koji/common/types/states';
import { atLeast } from '../../arguments.ts';
import { type CommandContext, command } from '../../command.ts';
import { readId } from '../../lookups/read-id.ts';
import { toggle } from '../../options/flag.ts';
import { longTime } from '../../output/times.ts';

export const repoinfo = command({
  name: 'repoinfo',
  category: 'info',
  summary: 'Print basic information about a repo',
  usage: '[options] <repo-id> [<repo-id> ...]',
  login: 'anonymous',
  args: atLeast(1),
  flags: { buildroots: toggle('--buildroots', 'list the buildroots that were filled from it') },
  async run({ session, out, settings }, words, { buildroots }) {
    const layout = new PathLayout(settings.topurl || settings.topdir);
    const ids = words.map(readId);
    const repos = await session.batch((batch) => ids.map((id) => batch.repoInfo(id, { strict: false })));
    const found = repos.filter((repo) => repo !== null);
    const uses = await findUses(session, found, { listed: buildroots });
    for (const [i, repo] of repos.entries()) {
      if (!repo) {
        out.warn(`No such repo: ${words[i]}\n`);
        continue;
      }
      const url = layout.repo(repo.id, repo.tag_name);
      out.line(`ID: ${repo.id}`);
      out.line(`Tag ID: ${repo.tag_id}`);
      out.line(`Tag name: ${repo.tag_name}`);
      out.line(`State: ${nameOf(REPO_STATES, repo.state)}`);
      out.line(`Created: ${longTime(repo.create_ts)}`);
      out.line(`Created event: ${repo.create_event}`);
      out.line(`URL: ${url}`);
      out.line(`Repo json: ${repo.dist ? layout.distRepo(repo.id, repo.tag_name) : url}/repo.json`);
      out.line(`Dist repo?: ${repo.dist ? 'yes' : 'no'}`);
      out.line(`Task ID: ${repo.task_id ?? 'None'}`);
      const { count, ids: users } = uses[found.indexOf(repo)] as RepoUses;
      out.line(`Number of buildroots: ${count}`);
      if (users.length > 0) out.line('Buildroots ID:');
      for (const id of users) out.line(' '.repeat(15) + id);
    }
  },
});

/** The buildroots that were filled from a repository: how many, and which if they are to be listed. */
interface RepoUses {
  readonly count: number;
  readonly ids: readonly number[];
}

async function findUses(
  session: CommandContext['session'],
  repos: readonly { readonly id: number }[],
  { listed }: { readonly listed: boolean },
): Promise<RepoUses[]> {
  if (listed) {
    const lists = await session.batch((hub) => repos.map(({ id }) => hub.listBuildroots({ repoID: id })));
    return lists.map((rows) => ({ count: rows.length, ids: rows.map(({ id }) => id) }));
  }
  const counts = await session.batch((hub) =>
    repos.map(({ id }) => hub.listBuildroots({ repoID: id, queryOpts: { countOnly: true } })),
  );
  return counts.map((count) => ({ count: Number(count), ids: [] }));
}
