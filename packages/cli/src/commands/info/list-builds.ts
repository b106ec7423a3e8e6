import { BUILD_STATES, nameOf } from '@koji/common/types/states';
import { noArguments } from '../../arguments.ts';
import { type CommandContext, command } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { compareBy } from '../../listing/sort-by.ts';
import { isId } from '../../lookups/read-id.ts';
import { text, texts, time, toggle } from '../../options/flag.ts';
import { given } from '../../options/given.ts';

const sortKeys = ['build_id', 'owner_name', 'state'] as const;
type SortKey = (typeof sortKeys)[number];

export const listBuilds = command({
  name: 'list-builds',
  category: 'info',
  summary: 'Print the build listing',
  usage: '[options]',
  login: 'anonymous',
  args: noArguments,
  flags: {
    pkg: text('--package', 'only builds of this package'),
    buildid: text('--buildid', 'only this build, by id or nvr'),
    before: time('--before', 'only builds that ended before this time: epoch seconds or a date such as "2020-12-31 12:35"'),
    after: time('--after', 'only builds that ended after this time'),
    state: text('--state', 'only builds in this state'),
    task: text('--task', 'only builds of this task'),
    type: text('--type', 'only builds of this type'),
    prefix: text('--prefix', 'only builds whose name begins so'),
    pattern: text('--pattern', 'only builds whose nvr matches this glob'),
    cg: text('--cg', 'only builds of this content generator'),
    source: text('--source', 'only builds whose source matches this glob'),
    owner: text('--owner', 'only builds of this user'),
    volume: text('--volume', 'only builds on this volume'),
    draftOnly: toggle('--draft-only', 'only drafts'),
    noDraft: toggle('--no-draft', 'no drafts'),
    sortKey: texts('-k --sort-key', `sort by this: ${sortKeys.join(', ')}`, { metavar: 'FIELD' }),
    reverse: toggle('-r --reverse', 'sort backwards'),
    quiet: toggle('--quiet', 'print no headings'),
  },
  async run(context, _words, flags) {
    const { out, settings } = context;
    if (flags.noDraft && flags.draftOnly) throw new UsageError('--draft-only conflicts with --no-draft');
    const builds = await findBuilds(context, flags);
    for (const key of flags.sortKey.filter((each) => !isSortKey(each))) out.warn(`Invalid sort_key: ${key}.`);
    const keys = flags.sortKey.length === 0 ? [sortKeys[0]] : flags.sortKey.filter(isSortKey);
    const sorted = [...builds].sort(
      compareBy((build) => keys.map((key) => build[key] as string | number), { reverse: flags.reverse }),
    );
    if (!flags.quiet && !settings.quiet) {
      out.line(columns('Build', 'Built by', 'State'));
      out.line(columns('-'.repeat(55), '-'.repeat(16), '-'.repeat(16)));
    }
    for (const { nvr, owner_name, state } of sorted) out.line(columns(nvr, owner_name, nameOf(BUILD_STATES, state)));
  },
});

interface BuildChoice {
  readonly pkg: string | undefined;
  readonly buildid: string | undefined;
  readonly before: number | undefined;
  readonly after: number | undefined;
  readonly state: string | undefined;
  readonly task: string | undefined;
  readonly type: string | undefined;
  readonly prefix: string | undefined;
  readonly pattern: string | undefined;
  readonly cg: string | undefined;
  readonly source: string | undefined;
  readonly owner: string | undefined;
  readonly volume: string | undefined;
  readonly draftOnly: boolean;
  readonly noDraft: boolean;
}

async function findBuilds(context: CommandContext, choice: BuildChoice) {
  const { hub } = context;
  const filters = given({
    type: choice.type,
    prefix: choice.prefix,
    pattern: choice.pattern,
    draft: choice.noDraft || choice.draftOnly ? choice.draftOnly : undefined,
    cgID: choice.cg || undefined,
    packageID: choice.pkg ? await packageId(context, choice.pkg) : undefined,
    userID: choice.owner ? await userId(context, choice.owner) : undefined,
    volumeID: choice.volume ? await volumeId(context, choice.volume) : undefined,
    state: choice.state ? stateNumber(choice.state) : undefined,
    completeBefore: choice.before || undefined,
    completeAfter: choice.after || undefined,
    taskID: choice.task ? taskNumber(choice.task) : undefined,
    source: choice.source || undefined,
  });
  if (choice.buildid) {
    const build = await hub.getBuild(isId(choice.buildid) ? Number(choice.buildid) : choice.buildid);
    if (!build) throw new UsageError(`No such build: '${choice.buildid}'`);
    return [build];
  }
  if (Object.keys(filters).length === 0) throw new UsageError('Filter must be provided for list');
  return await hub.listBuilds(filters);
}

async function packageId({ hub }: CommandContext, name: string): Promise<number> {
  const id = isId(name) ? Number(name) : await hub.getPackageID(name);
  if (id === null) throw new UsageError(`No such package: ${name}`);
  return id;
}

async function userId({ hub }: CommandContext, name: string): Promise<number> {
  if (isId(name)) return Number(name);
  const user = await hub.getUser({ userInfo: name });
  if (!user) throw new UsageError(`No such user: ${name}`);
  return user.id;
}

async function volumeId({ hub }: CommandContext, name: string): Promise<number> {
  if (isId(name)) return Number(name);
  const volume = (await hub.listVolumes()).find((each) => each.name === name);
  if (!volume) throw new UsageError(`No such volume: ${name}`);
  return volume.id;
}

function stateNumber(word: string): number {
  const state = isId(word) ? Number(word) : (BUILD_STATES as { readonly [name: string]: number })[word];
  if (state === undefined || state < 0 || state > 4) throw new UsageError(`Invalid state: ${word}`);
  return state;
}

function taskNumber(word: string): number {
  if (!isId(word)) throw new UsageError('Task id must be an integer');
  return Number(word);
}
function isSortKey(word: string): word is SortKey {
  return sortKeys.some((key) => key === word);
}
function columns(build: string, owner: string, state: string): string {
  return `${build.padEnd(55)}  ${owner.padEnd(16)}  ${state}`;
}
