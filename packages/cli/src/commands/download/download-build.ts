import { GenericError, KojiError } from '@koji/common/errors';
import { formatNvr, isDebuginfo, parseNvra } from '@koji/common/rpm/nvr';
import type { Rpm } from '@koji/common/types/rpm';
import { exactly } from '../../arguments.ts';
import { type CommandContext, command } from '../../command.ts';
import { type ArchiveToFetch, fetchArchive, fetchRpm, fetchRpmOrUnsigned } from '../../downloading/download-build-files.ts';
import { CommandFailure, UsageError } from '../../errors.ts';
import { findRpm } from '../../lookups/find-rpm.ts';
import { text, texts, toggle } from '../../options/flag.ts';

export const downloadBuild = command({
  name: 'download-build',
  category: 'download',
  summary: 'Download a completed build',
  usage: '[options] <n-v-r|build_id>',
  notes: 'Scratch builds are no builds in this sense: download-task fetches what they made.',
  login: 'anonymous',
  args: exactly(1),
  flags: {
    arches: texts('--arch -a', 'only packages of this architecture (may be given many times)', { metavar: 'ARCH' }),
    type: text('--type', 'archives of this type instead of rpms: maven, win, image, remote-sources'),
    latestfrom: text('--latestfrom', 'the latest build in this tag'),
    debuginfo: toggle('--debuginfo', 'packages with debugging data too'),
    isTaskId: toggle('--task-id', 'the id is that of a task'),
    rpm: toggle('--rpm', 'only the rpm named'),
    key: text('--key', 'rpms signed with this key'),
    fallbackUnsigned: toggle('--fallback-unsigned', 'with --key: unsigned rpms where there are no signed ones'),
    topurl: text('--topurl', 'URL of the files', { metavar: 'URL' }),
    noprogress: toggle('--noprogress', 'show no progress'),
    quiet: toggle('-q --quiet', 'say nothing'),
  },
  async run(context, [word = ''], flags) {
    const { type, key, fallbackUnsigned } = flags;
    const { build, rpm } = await findBuild(context, word, flags);
    const topurl = flags.topurl ?? context.settings.topurl;
    if (!topurl) throw new CommandFailure('You must specify --topurl to download files');
    const archives = type ? await findArchives(context, build, type) : [];
    const rpms = type ? [] : rpm ? [rpm] : await findRpms(context, build, flags.arches);
    const wanted = rpms.filter(({ name }) => flags.debuginfo || !isDebuginfo(name));
    const { signed, unsigned } = key ? await splitBySignature(context, wanted, key) : { signed: wanted, unsigned: [] };
    const plain = fallbackUnsigned ? unsigned : [];
    const count = signed.length + plain.length + archives.length;
    let number = 0;
    const style = () => ({
      quiet: flags.quiet || context.settings.quiet,
      noprogress: flags.noprogress,
      place: { number: ++number, count },
    });
    const from = { build, topurl };
    for (const each of signed) {
      if (key && fallbackUnsigned) await fetchRpmOrUnsigned(context, from, each, key, style());
      else await fetchRpm(context, from, each, key, style());
    }
    for (const each of plain) await fetchRpm(context, from, each, undefined, style());
    for (const each of archives) await fetchArchive(context, from, each, style());
  },
});

type Build = NonNullable<Awaited<ReturnType<CommandContext['hub']['getBuild']>>>;
type ListedRpms = Awaited<ReturnType<CommandContext['hub']['listRPMs']>>;

interface BuildChoice {
  readonly latestfrom: string | undefined;
  readonly isTaskId: boolean;
  readonly rpm: boolean;
  readonly type: string | undefined;
}

/** The build that a word means, and the rpm where one was asked for. */
async function findBuild(context: CommandContext, word: string, choice: BuildChoice): Promise<{ build: Build; rpm?: Rpm }> {
  const isNumber = /^\d+$/.test(word);
  if (isNumber && choice.latestfrom) throw new UsageError('--latestfrom not compatible with build IDs, specify a package name.');
  if (choice.latestfrom)
    return { build: await requireBuild(context, await latestBuild(context, choice.latestfrom, word, choice.type)) };
  if (choice.rpm) {
    const rpm = await findRpm(context, isNumber ? Number(word) : word);
    if (!rpm) throw new CommandFailure(`No such rpm: ${word}`);
    return { build: await requireBuild(context, rpm.build_id ?? word), rpm };
  }
  if (isNumber && choice.isTaskId) return { build: await requireBuild(context, await taskBuild(context, Number(word))) };
  if (isNumber) return { build: await requireBuild(context, Number(word)) };
  return { build: await requireBuild(context, (await containingBuild(context, word)) ?? word) };
}

async function requireBuild({ hub }: CommandContext, name: number | string): Promise<Build> {
  const build = await hub.getBuild(name);
  if (!build) throw new CommandFailure(`No such build: ${name}`);
  return build;
}

async function latestBuild({ hub }: CommandContext, tag: string, pkg: string, type: string | undefined): Promise<number> {
  try {
    const [build] = await hub.listTagged(tag, { latest: true, package: pkg, type: type ?? null });
    if (!build) throw new CommandFailure(`${tag} has no builds of ${pkg}`);
    return build.build_id;
  } catch (error) {
    if (error instanceof GenericError) throw new CommandFailure(`Error finding latest build: ${error.message}`);
    throw error;
  }
}

async function taskBuild({ hub }: CommandContext, taskId: number): Promise<number> {
  const [build] = await hub.listBuilds({ taskID: taskId });
  if (build) return build.build_id;
  throw new CommandFailure(
    `No associated builds for task ${taskId}\nIf this is a scratch build, try using download-task instead`,
  );
}

/** A word may also be the name of an rpm: then the build that it is part of is meant. */
async function containingBuild(context: CommandContext, word: string): Promise<number | undefined> {
  try {
    parseNvra(word);
    return (await findRpm(context, word))?.build_id ?? undefined;
  } catch (error) {
    if (error instanceof KojiError) return undefined;
    throw error;
  }
}

async function findArchives({ hub }: CommandContext, build: Build, type: string): Promise<readonly ArchiveToFetch[]> {
  const archives = await hub.listArchives({ buildID: build.id, type });
  if (archives.length === 0) throw new CommandFailure(`No ${type} archives available for ${formatNvr(build)}`);
  return archives as readonly ArchiveToFetch[];
}

async function findRpms({ hub }: CommandContext, build: Build, arches: readonly string[]): Promise<ListedRpms> {
  const rpms = await hub.listRPMs({ buildID: build.id, arches: arches.length > 0 ? [...arches] : null });
  if (rpms.length > 0) return rpms;
  throw new CommandFailure(`No ${arches.length > 0 ? `${arches.join(' or ')} ` : ''}packages available for ${formatNvr(build)}`);
}

async function splitBySignature<T extends Pick<Rpm, 'id' | 'name' | 'version' | 'release' | 'arch'>>(
  { session, out }: CommandContext,
  rpms: readonly T[],
  key: string,
) {
  const signatures = await session.batch((hub) => rpms.map(({ id }) => hub.queryRPMSigs({ rpm_id: id, sigkey: key })));
  const isSigned = (_rpm: T, i: number) => (signatures[i]?.length ?? 0) > 0;
  const unsigned = rpms.filter((rpm, i) => !isSigned(rpm, i));
  for (const rpm of unsigned) out.warn(`No such sigkey ${key} for rpm ${formatNvr(rpm)}-${rpm.arch}.rpm`);
  return { signed: rpms.filter(isSigned), unsigned };
}
