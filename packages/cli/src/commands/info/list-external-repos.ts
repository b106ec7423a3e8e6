import { noArguments } from '../../arguments.ts';
import { type CommandContext, command } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { atMoment, findMoment, momentFlags, momentLine } from '../../lookups/moment.ts';
import { integer, text, toggle } from '../../options/flag.ts';

export const listExternalRepos = command({
  name: 'list-external-repos',
  category: 'info',
  summary: 'List external repos',
  usage: '[options]',
  login: 'anonymous',
  args: noArguments,
  flags: {
    url: text('--url', 'only the one with this URL'),
    name: text('--name', 'only the one of this name'),
    id: integer('--id', 'only the one with this id'),
    tag: text('--tag', 'only those of this tag'),
    used: toggle('--used', 'list which tags use them'),
    inherit: toggle('--inherit', 'list those that the tag inherits too'),
    ...momentFlags,
    quiet: toggle('--quiet', 'print no headings'),
  },
  async run(context, _words, flags) {
    const { out, settings } = context;
    const moment = await findMoment(context, flags);
    if (moment) out.line(momentLine(moment));
    const { head, rows } = await findRows(context, flags, atMoment(moment));
    if (!flags.quiet && !settings.quiet) for (const line of head) out.line(line);
    for (const row of rows) out.line(row);
  },
});

interface RepoChoice {
  readonly url: string | undefined;
  readonly name: string | undefined;
  readonly id: number | undefined;
  readonly tag: string | undefined;
  readonly used: boolean;
  readonly inherit: boolean;
}
interface Table {
  readonly head: readonly string[];
  readonly rows: readonly string[];
}

async function findRows(
  { hub }: CommandContext,
  { url, name, id, tag, used, inherit }: RepoChoice,
  at: { event?: number },
): Promise<Table> {
  const repo = id || name || null;
  if (tag && inherit && repo !== null) throw new UsageError("Can't select by repo when using --inherit");
  if (tag && inherit) return usesTable(await hub.getExternalRepoList(tag, at));
  if (tag) return tagTable(await hub.getTagExternalRepos({ tag_info: tag, repo_info: repo, ...at }));
  if (used) return usesTable(await hub.getTagExternalRepos({ repo_info: repo, ...at }));
  return plainTable(await hub.listExternalRepos({ info: repo, url: url || null, ...at }));
}

interface TagRepo {
  readonly tag_name: string;
  readonly external_repo_name: string;
  readonly url: string;
  readonly priority: number;
  readonly merge_mode: string;
}

function plainTable(repos: readonly { readonly name: string; readonly url: string }[]): Table {
  const row = (name: string, url: string) => `${name.padEnd(25)} ${url}`;
  return {
    head: [row('External repo name', 'URL'), row(dashes(25), dashes(40))],
    rows: repos.map(({ name, url }) => row(name, url)),
  };
}

function tagTable(repos: readonly TagRepo[]): Table {
  const row = (priority: string, name: string, mode: string, url: string) =>
    `${priority.padEnd(3)} ${name.padEnd(25)} ${mode.padEnd(10)} ${url}`;
  return {
    head: [row('Pri', 'External repo name', 'Mode', 'URL'), row(dashes(3), dashes(25), dashes(10), dashes(40))],
    rows: repos.map((repo) => row(String(repo.priority), repo.external_repo_name, repo.merge_mode, repo.url)),
  };
}

function usesTable(repos: readonly TagRepo[]): Table {
  const row = (tag: string, priority: string, mode: string, name: string) =>
    `${tag.padEnd(20)} ${priority.padEnd(3)} ${mode.padEnd(10)} ${name}`;
  return {
    head: [row('Tag', 'Pri', 'Mode', 'External repo name'), row(dashes(20), dashes(3), dashes(10), dashes(25))],
    rows: repos.map((repo) => row(repo.tag_name, String(repo.priority), repo.merge_mode, repo.external_repo_name)),
  };
}

function dashes(width: number): string {
  return '-'.repeat(width);
}
