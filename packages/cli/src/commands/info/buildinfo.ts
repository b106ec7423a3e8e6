import { type ArchivePlace, PathLayout } from '@koji/common/paths/layout';
import { pythonRepr, pythonStr } from '@koji/common/python-text';
import { formatNvr } from '@koji/common/rpm/nvr';
import { taskLabel } from '@koji/common/tasks/labels';
import { BUILD_STATES, nameOf } from '@koji/common/types/states';
import type { WireValue } from '@koji/common/wire/values';
import { atLeast } from '../../arguments.ts';
import { type CommandContext, command } from '../../command.ts';
import { CommandFailure } from '../../errors.ts';
import { changelogText } from '../../listing/changelog-text.ts';
import { findTask } from '../../lookups/find-task.ts';
import { idOrName } from '../../lookups/read-id.ts';
import { toggle } from '../../options/flag.ts';
import { longTime } from '../../output/times.ts';
import { answered } from '../../session/answered.ts';

type Build = NonNullable<Awaited<ReturnType<CommandContext['hub']['getBuild']>>>;

export const buildinfo = command({
  name: 'buildinfo',
  category: 'info',
  summary: 'Print basic information about a build',
  usage: '[options] <n-v-r> [<n-v-r> ...]',
  login: 'anonymous',
  exactNumbers: true,
  args: atLeast(1),
  flags: { changelog: toggle('--changelog', "print the build's changelog too") },
  async run(context, names, { changelog }) {
    const { hub, session, out } = context;
    const builds = await session.tryBatch((batch) => names.map((name) => batch.getBuild(idOrName(name))));
    let isMissing = false;
    for (const [i, outcome] of builds.entries()) {
      const build = answered(outcome);
      if (!build) {
        out.warn(`No such build: ${names[i]}\n`);
        isMissing = true;
        continue;
      }
      const details = await readDetails(context, build);
      await printSummary(context, build, details);
      printArchives(context, build, details);
      await printRpms(context, build, details.rpms);
      const entries = changelog ? await hub.getChangelogEntries({ buildID: build.id }) : [];
      if (entries.length > 0) out.line(`Changelog:\n${changelogText(entries)}`);
    }
    if (isMissing) throw new CommandFailure();
  },
});

async function readDetails({ session }: CommandContext, { id }: Build) {
  const [tags, maven, win, archives, mavenArchives, winArchives, imageArchives, rpms] = await session.batch((hub) => [
    hub.listTags({ build: id }),
    hub.getMavenBuild(id),
    hub.getWinBuild(id),
    hub.listArchives({ buildID: id }),
    hub.listArchives({ buildID: id, type: 'maven' }),
    hub.listArchives({ buildID: id, type: 'win' }),
    hub.listArchives({ buildID: id, type: 'image' }),
    hub.listRPMs({ buildID: id }),
  ]);
  return { tags, maven, win, archives, typed: { maven: mavenArchives, win: winArchives, image: imageArchives }, rpms };
}
type Details = Awaited<ReturnType<typeof readDetails>>;

async function printSummary(context: CommandContext, build: Build, { tags, maven, win }: Details): Promise<void> {
  const { out } = context;
  const taskId = buildTask(build);
  const task = taskId === undefined ? null : await findTask(context, taskId, { request: true });
  const state = nameOf(BUILD_STATES, build.state);
  out.line(`BUILD: ${formatNvr(build)} [${build.id}]`);
  if (build.draft) out.line('Draft: YES');
  out.line(`State: ${state}`);
  if (state === 'BUILDING') out.line(`Reserved by: ${pythonStr(build.cg_name)}`);
  out.line(`Built by: ${build.owner_name}`);
  if (build.source !== null) out.line(`Source: ${build.source}`);
  out.line(`Volume: ${build.volume_name}`);
  out.line(`Task: ${task ? `${task.id} ${taskLabel(task)}` : 'none'}`);
  out.line(`Finished: ${build.completion_ts === null ? '' : longTime(build.completion_ts)}`);
  if (build.promotion_ts) {
    out.line(`Promoted by: ${build.promoter_name}`);
    out.line(`Promoted at: ${longTime(build.promotion_ts)}`);
  }
  if (maven) {
    out.line(`Maven groupId: ${maven.group_id}`);
    out.line(`Maven artifactId: ${maven.artifact_id}`);
    out.line(`Maven version: ${maven.version}`);
  }
  if (win) out.line(`Windows build platform: ${win.platform}`);
  out.line(`Tags: ${tags.map(({ name }) => name).join(' ')}`);
  if (build.extra && Object.keys(build.extra).length > 0) out.line(`Extra: ${pythonRepr(build.extra as WireValue)}`);
}

/** The task that made the build; content generators note theirs in the extra data. */
function buildTask({ task_id, extra }: Build): number | undefined {
  if (task_id) return task_id;
  const noted = (extra as { readonly [key: string]: WireValue } | null)?.container_koji_task_id;
  return noted ? Number(noted) : undefined;
}

const headings = [
  ['maven', 'Maven archives'],
  ['win', 'Windows archives'],
  ['image', 'Image archives'],
] as const;

function printArchives({ out, settings }: CommandContext, build: Build, { archives, typed }: Details): void {
  const layout = new PathLayout(settings.topdir);
  const seen = new Set<number>();
  for (const [type, heading] of headings) {
    if (typed[type].length > 0) out.line(`${heading}:`);
    for (const archive of typed[type]) {
      seen.add(archive.id);
      out.line(layout.archive(build, { ...archive, btype: type } as ArchivePlace));
    }
  }
  const others = archives.filter(({ id }) => !seen.has(id));
  for (const btype of new Set(others.map((archive) => archive.btype ?? ''))) {
    out.line(`${btype.slice(0, 1).toUpperCase()}${btype.slice(1).toLowerCase()} Archives:`);
    for (const { filename } of others.filter((archive) => archive.btype === btype))
      out.line(`${layout.typeDirectory(build, btype)}/${filename}`);
  }
}

async function printRpms({ session, out, settings }: CommandContext, build: Build, rpms: Details['rpms']): Promise<void> {
  const layout = new PathLayout(settings.topdir);
  if (rpms.length === 0) return;
  const signatures = await session.batch((batch) => rpms.map(({ id }) => batch.queryRPMSigs({ rpm_id: id })));
  out.line('RPMs:');
  for (const [i, rpm] of rpms.entries()) {
    const keys = (signatures[i] ?? [])
      .map(({ sigkey }) => sigkey)
      .filter((key) => key !== '')
      .sort();
    out.line(layout.rpm(build, rpm) + (keys.length > 0 ? `\tSignatures: ${keys.join(', ')}` : ''));
  }
}
