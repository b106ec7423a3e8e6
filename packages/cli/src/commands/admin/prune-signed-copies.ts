import { readFile } from 'node:fs/promises';
import { matchesAnyGlob } from '@koji/common/glob';
import { formatNvr } from '@koji/common/rpm/nvr';
import { BUILD_STATES } from '@koji/common/types/states';
import { anyArguments } from '../../arguments.ts';
import { type CommandContext, command } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { sortBy } from '../../listing/sort-by.ts';
import { integerOr, text, textOr, texts, toggle } from '../../options/flag.ts';
import { asctime } from '../../output/times.ts';
import { type RemovalStyle, type Removed, removeSignedCopies } from '../../signing/remove-signed-copies.ts';
import { type Tagging, whenLatest } from '../../signing/when-latest.ts';

interface Build {
  readonly build_id: number;
  readonly package_name: string;
  readonly version: string;
  readonly release: string;
  readonly volume_name: string;
}
interface TagRules {
  readonly cutoffTs: number;
  readonly ignored: readonly string[];
  readonly kept: readonly string[];
  readonly trashcan: string;
  /** Debugging output. */
  tell(line: string): void;
}

export const pruneSignedCopies = command({
  name: 'prune-signed-copies',
  category: 'admin',
  summary: 'Prune signed copies',
  usage: '[options]',
  notes: "Koji's top directory must be mounted here for writing.",
  login: 'required',
  args: anyArguments,
  flags: {
    test: toggle('-n --test', 'only say what would be removed'),
    verbose: toggle('-v --verbose', 'say what is removed'),
    days: integerOr(5, '--days', 'keep copies of builds that were the latest in this many days'),
    pkg: text('-p --package --pkg', 'only builds of this package'),
    build: text('-b --build', 'only this build'),
    ignoreTag: texts('-i --ignore-tag', 'being the latest in a tag that matches this glob counts nothing'),
    ignoreTagFile: text('--ignore-tag-file', 'file with such globs'),
    protectTag: texts('-r --protect-tag', 'keep copies of builds in tags that match this glob'),
    protectTagFile: text('--protect-tag-file', 'file with such globs'),
    trashcanTag: textOr('trashcan', '--trashcan-tag', 'tag of builds that are to be deleted'),
    debug: toggle('--debug', 'say why', { hidden: true }),
  },
  async run(context, _words, flags) {
    const { out, settings } = context;
    const isDebug = flags.debug || settings.debug;
    const verbose = flags.verbose || isDebug;
    const cutoffTs = Date.now() / 1000 - flags.days * 86_400;
    const rules: TagRules = {
      cutoffTs,
      ignored: [...flags.ignoreTag, ...(await readLines(flags.ignoreTagFile))],
      kept: [...flags.protectTag, ...(await readLines(flags.protectTagFile))],
      trashcan: flags.trashcanTag,
      tell: (line) => (isDebug ? out.line(line) : undefined),
    };
    rules.tell(`Cutoff date: ${asctime(cutoffTs)}`);
    const builds = flags.build ? [await oneBuild(context, flags.build)] : await allBuilds(context, flags.pkg, verbose);
    const total = { files: 0, bytes: 0 };
    for (const build of builds) {
      rules.tell(`DEBUG: ${nvrOf(build)}`);
      if (await isKept(context, build, rules)) continue;
      const { files, bytes } = await removeCopies(context, build, { cutoffTs, test: flags.test, verbose });
      total.files += files;
      total.bytes += bytes;
      if (files > 0 && verbose)
        out.line(`Build: ${nvrOf(build)}, Removed ${files} signed copies (${bytes} bytes). Total: ${total.files}/${total.bytes}`);
    }
    out.line('--- Grand Totals ---');
    out.line(`Files: ${total.files}`);
    out.line(`Bytes: ${total.bytes}`);
  },
});

const buildsPerCall = 50_000;

async function allBuilds({ hub, out }: CommandContext, pkg: string | undefined, verbose: boolean): Promise<readonly Build[]> {
  if (verbose) out.line('Getting builds...');
  const info = pkg ? await hub.getPackage(pkg) : undefined;
  if (info === null) throw new UsageError(`No such package: ${pkg}`);
  const builds: Build[] = [];
  for (;;) {
    const chunk = await hub.listBuilds({
      state: BUILD_STATES.COMPLETE,
      queryOpts: { limit: buildsPerCall, offset: builds.length, order: 'build_id' },
      ...(info ? { packageID: info.id } : {}),
    });
    if (chunk.length === 0) break;
    builds.push(...chunk);
  }
  if (verbose) out.line(`...got ${builds.length} builds`);
  return sortBy(builds, nvrOf);
}

async function oneBuild({ hub }: CommandContext, name: string): Promise<Build> {
  const build = await hub.getBuild(name);
  if (!build) throw new UsageError(`No such build: ${name}`);
  return build;
}

function nvrOf({ package_name: name, version, release }: Build): string {
  return formatNvr({ name, version, release });
}

/** Whether the build is or was of late the latest in a tag, or is or was of late in a tag that protects it. */
async function isKept(
  context: CommandContext,
  build: Build,
  { cutoffTs, ignored, kept, trashcan, tell }: TagRules,
): Promise<boolean> {
  const tags = new Set((await taggings(context, { build: build.build_id })).map((row) => row['tag.name']));
  for (const tag of tags) {
    if (tag === trashcan || matchesAnyGlob(tag, ignored)) continue;
    const { latestUntil, taggedUntil } = whenLatest(
      await taggings(context, { tag, package: build.package_name }),
      build.build_id,
    );
    if (latestUntil === undefined || latestUntil > cutoffTs) {
      tell(`${nvrOf(build)} is latest in tag ${tag}${latestUntil === undefined ? '' : ' since the cutoff'}`);
      return true;
    }
    if (matchesAnyGlob(tag, kept) && (taggedUntil === undefined || taggedUntil > cutoffTs)) {
      tell(`Build ${nvrOf(build)} has protected tag ${tag}`);
      return true;
    }
    tell(`tag ${tag}: ${nvrOf(build)} not latest (since ${asctime(latestUntil)})`);
  }
  return false;
}

type HistoryRow = Tagging & { readonly 'tag.name': string };

async function taggings(
  { hub }: CommandContext,
  filter: { readonly build?: number; readonly tag?: string; readonly package?: string },
): Promise<readonly HistoryRow[]> {
  const history = (await hub.queryHistory(filter)) as unknown as { readonly tag_listing: readonly HistoryRow[] };
  return history.tag_listing;
}

async function removeCopies(context: CommandContext, build: Build, style: RemovalStyle): Promise<Removed> {
  const { hub, session } = context;
  const rpms = await hub.listRPMs({ buildID: build.build_id });
  const signatures = await session.batch((batch) => rpms.map(({ id }) => batch.queryRPMSigs({ rpm_id: id })));
  const keys = new Set(signatures.flat().map(({ sigkey }) => sigkey));
  const removed = { files: 0, bytes: 0 };
  for (const key of keys) {
    const signed = rpms.filter((_, i) => signatures[i]?.some(({ sigkey }) => sigkey === key));
    if (key === '') continue;
    const { files, bytes } = await removeSignedCopies(context, { ...build, name: build.package_name }, key, signed, style);
    removed.files += files;
    removed.bytes += bytes;
  }
  return removed;
}

async function readLines(path: string | undefined): Promise<string[]> {
  if (path === undefined) return [];
  return (await readFile(path, 'utf8'))
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
