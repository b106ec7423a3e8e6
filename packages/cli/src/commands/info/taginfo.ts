import { pythonRepr } from '@koji/common/python-text';
import type { WireValue } from '@koji/common/wire/values';
import { atLeast } from '../../arguments.ts';
import { type CommandContext, command } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { inheritanceFlags } from '../../listing/inheritance-tree.ts';
import { atMoment, findMoment, type Moment, momentFlags, momentLine } from '../../lookups/moment.ts';
import { prettyPython } from '../../output/python-pretty.ts';

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
    const { hub, out } = context;
    const moment = await findMoment(context, choice);
    if (moment) out.line(momentLine(moment));
    const permissions = new Map((await hub.getAllPerms()).map(({ id, name }) => [id, name]));
    const tags: BuildConfig[] = [];
    for (const name of names) tags.push(await findTag(context, name, moment));
    for (const [i, tag] of tags.entries()) {
      if (i > 0) out.line();
      await printSettings(context, tag, moment, permissions);
      await printTargets(context, tag, moment);
      await printExternalRepos(context, tag, moment);
      await printInheritance(context, tag, moment);
    }
  },
});

/** A word of digits may be a name or an id. */
async function findTag({ hub }: CommandContext, name: string, moment: Moment | undefined): Promise<BuildConfig> {
  const tag = await hub.getBuildConfig(name, atMoment(moment));
  if (tag) return tag;
  const byId = /^\d+$/.test(name) ? await hub.getBuildConfig(Number(name), atMoment(moment)) : null;
  if (!byId) throw new UsageError(`No such tag: ${name}`);
  return byId;
}

async function printSettings(
  { hub, out }: CommandContext,
  tag: BuildConfig,
  moment: Moment | undefined,
  permissions: ReadonlyMap<number, string>,
): Promise<void> {
  const groups = (await hub.getTagGroups(tag.id, atMoment(moment))).map(({ name }) => name).sort();
  out.line(`Tag: ${tag.name} [${tag.id}]`);
  out.line(`Arches: ${tag.arches}`);
  out.line(`Groups: ${groups.join(', ')}`);
  if (tag.locked) out.line('LOCKED');
  if (tag.perm_id !== null) out.line(`Required permission: ${pythonRepr(permissions.get(tag.perm_id) ?? tag.perm_id)}`);
  if (await hub.mavenEnabled()) {
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

async function printTargets({ hub, session, out }: CommandContext, tag: BuildConfig, moment: Moment | undefined): Promise<void> {
  const into = await hub.getBuildTargets({ destTagID: tag.id, ...atMoment(moment) });
  const from = await hub.getBuildTargets({ buildTagID: tag.id, ...atMoment(moment) });
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

async function printExternalRepos({ hub, out }: CommandContext, tag: BuildConfig, moment: Moment | undefined): Promise<void> {
  const repos = await hub.getTagExternalRepos({ tag_info: tag.id, ...atMoment(moment) });
  if (repos.length > 0) out.line('External repos:');
  for (const { priority, external_repo_name, url, merge_mode, arches } of repos) {
    out.line(
      `  ${String(priority).padStart(3)} ${external_repo_name} (${url}, merge mode: ${merge_mode}), arches: ${arches || 'inherited from tag'}`,
    );
  }
}

async function printInheritance({ hub, out }: CommandContext, tag: BuildConfig, moment: Moment | undefined): Promise<void> {
  out.line('Inheritance:');
  for (const parent of await hub.getInheritanceData(tag.id, atMoment(moment))) {
    out.line(`  ${String(parent.priority).padEnd(4)} ${inheritanceFlags(parent)} ${parent.name} [${parent.parent_id}]`);
    if (parent.maxdepth !== null) out.line(`    maxdepth: ${parent.maxdepth}`);
    if (parent.pkg_filter) out.line(`    package filter: ${parent.pkg_filter}`);
  }
}
