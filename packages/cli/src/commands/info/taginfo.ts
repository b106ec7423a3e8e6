import { GenericError } from '@koji/common/errors';
import { pythonRepr } from '@koji/common/python-text';
import type { WireValue } from '@koji/common/wire/values';
import { atLeast } from '../../arguments.ts';
import { type CommandContext, command } from '../../command.ts';
import { inheritanceFlags } from '../../listing/inheritance-tree.ts';
import { atMoment, findMoment, type Moment, momentFlags, momentLine } from '../../lookups/moment.ts';
import { idOrName } from '../../lookups/read-id.ts';
import { prettyPython } from '../../output/python-pretty.ts';
import { answered } from '../../session/answered.ts';

type BuildConfig = NonNullable<Awaited<ReturnType<CommandContext['hub']['getBuildConfig']>>>;

export const taginfo = command({
  name: 'taginfo',
  category: 'info',
  summary: 'Print basic information about a tag',
  usage: '[options] <tag> [<tag> ...]',
  login: 'anonymous',
  exactNumbers: true,
  args: atLeast(1),
  flags: momentFlags,
  async run(context, names, choice) {
    const { session, out } = context;
    const moment = await findMoment(context, choice);
    if (moment) out.line(momentLine(moment));
    const tags = await findTags(context, names, moment);
    const [permissions, hasMaven] = await session.batch((hub) => [hub.getAllPerms(), hub.mavenEnabled()]);
    for (const [i, tag] of tags.entries()) {
      const details = await readDetails(context, tag, moment);
      if (i > 0) out.line();
      printSettings(context, tag, details, { permissions, hasMaven });
      await printTargets(context, tag, details, moment);
      printExternalRepos(context, details);
      printInheritance(context, details);
    }
  },
});

/** A word of digits may be a name or an id. */
async function findTags(
  { hub, session }: CommandContext,
  names: readonly string[],
  moment: Moment | undefined,
): Promise<BuildConfig[]> {
  const found = await session.tryBatch((batch) => names.map((name) => batch.getBuildConfig(name, atMoment(moment))));
  const tags: BuildConfig[] = [];
  for (const [i, outcome] of found.entries()) {
    const id = idOrName(names[i] ?? '');
    const isMissing = outcome instanceof GenericError && typeof id === 'number';
    tags.push(isMissing ? await hub.getBuildConfig(id, atMoment(moment)) : answered(outcome));
  }
  return tags;
}

async function readDetails({ session }: CommandContext, { id }: BuildConfig, moment: Moment | undefined) {
  const at = atMoment(moment);
  const [groups, targetsInto, targetsFrom, externalRepos, parents] = await session.batch((hub) => [
    hub.getTagGroups(id, at),
    hub.getBuildTargets({ destTagID: id, ...at }),
    hub.getBuildTargets({ buildTagID: id, ...at }),
    hub.getTagExternalRepos({ tag_info: id, ...at }),
    hub.getInheritanceData(id, at),
  ]);
  return { groups, targetsInto, targetsFrom, externalRepos, parents };
}
type Details = Awaited<ReturnType<typeof readDetails>>;

interface SystemFacts {
  readonly permissions: readonly { readonly id: number; readonly name: string }[];
  readonly hasMaven: boolean;
}

function printSettings(
  { out }: CommandContext,
  tag: BuildConfig,
  details: Details,
  { permissions, hasMaven }: SystemFacts,
): void {
  const groups = details.groups.map(({ name }) => name).sort();
  out.line(`Tag: ${tag.name} [${tag.id}]`);
  out.line(`Arches: ${tag.arches}`);
  out.line(`Groups: ${groups.join(', ')}`);
  if (tag.locked) out.line('LOCKED');
  const required = permissions.find(({ id }) => id === tag.perm_id);
  if (tag.perm_id !== null) out.line(`Required permission: ${pythonRepr(required?.name ?? tag.perm_id)}`);
  if (hasMaven) {
    out.line(`Maven support?: ${tag.maven_support ? 'yes' : 'no'}`);
    out.line(`Include all Maven archives?: ${tag.maven_include_all ? 'yes' : 'no'}`);
  }
  const extra = tag.extra as { readonly [key: string]: WireValue };
  const sources = tag.config_inheritance.extra as { readonly [key: string]: { readonly name: string } };
  out.line('Tag options:');
  for (const key of Object.keys(extra).sort()) {
    const line = `  ${key} : ${prettyPython(extra[key] ?? null)}`;
    const source = sources[key];
    out.line(source ? `${line.padEnd(30)} [${source.name}]` : line);
  }
}

async function printTargets(
  { session, out }: CommandContext,
  tag: BuildConfig,
  { targetsInto: into, targetsFrom: from }: Details,
  moment: Moment | undefined,
): Promise<void> {
  // Of the past only targets can be told, not which repository was current.
  const tagIds = moment ? [] : [...new Set([...[...into, ...from].map(({ build_tag }) => build_tag), tag.id])];
  const repos = await session.batch((batch) => tagIds.map((id) => batch.getRepo(id)));
  const repoText = (id: number) => {
    const repo = repos[tagIds.indexOf(id)];
    return repo ? `repo#${repo.id}: ${repo.creation_time}` : 'no active repo';
  };
  if (into.length > 0) out.line('Targets that build into this tag:');
  for (const { name, build_tag, build_tag_name } of into) {
    out.line(`  ${name} (${moment ? build_tag_name : `${build_tag_name}, ${repoText(build_tag)}`})`);
  }
  if (from.length > 0) out.line('This tag is a buildroot for one or more targets');
  if (!moment) out.line(`Current repo: ${repoText(tag.id)}`);
  if (from.length > 0) out.line('Targets that build from this tag:');
  for (const { name } of from) out.line(`  ${name}`);
}

function printExternalRepos({ out }: CommandContext, { externalRepos: repos }: Details): void {
  if (repos.length > 0) out.line('External repos:');
  for (const { priority, external_repo_name, url, merge_mode, arches } of repos) {
    out.line(
      `  ${String(priority).padStart(3)} ${external_repo_name} (${url}, merge mode: ${merge_mode}), arches: ${arches || 'inherited from tag'}`,
    );
  }
}

function printInheritance({ out }: CommandContext, { parents }: Details): void {
  out.line('Inheritance:');
  for (const parent of parents) {
    out.line(`  ${String(parent.priority).padEnd(4)} ${inheritanceFlags(parent)} ${parent.name} [${parent.parent_id}]`);
    if (parent.maxdepth !== null) out.line(`    maxdepth: ${parent.maxdepth}`);
    if (parent.pkg_filter) out.line(`    package filter: ${parent.pkg_filter}`);
  }
}
