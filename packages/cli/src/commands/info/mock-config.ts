import { writeFile } from 'node:fs/promises';
import { isTruthy } from '@koji/common/is-truthy';
import { type MockConfigSettings, mockConfig as mockConfigText, mockSettingsOfTag } from '@koji/common/mock-config';
import { pythonRepr } from '@koji/common/python-text';
import type { WireStruct } from '@koji/common/wire/values';
import { between } from '../../arguments.ts';
import { type CommandContext, command } from '../../command.ts';
import { CommandFailure, UsageError } from '../../errors.ts';
import { text, textOr, toggle } from '../../options/flag.ts';

export const mockConfig = command({
  name: 'mock-config',
  category: 'info',
  summary: 'Create a mock config',
  usage: '[options]',
  login: 'anonymous',
  args: between(0, 1),
  flags: {
    arch: text('-a --arch', 'architecture'),
    name: text('-n --name', 'name of the buildroot'),
    tag: text('--tag', 'for buildroots of this tag'),
    target: text('--target', 'for buildroots of this build target'),
    task: text('--task', 'as this task had it'),
    latest: toggle('--latest', 'with whatever repository is the latest'),
    buildroot: text('--buildroot', 'as this buildroot had it'),
    mockdir: textOr('/var/lib/mock', '--mockdir', "mock's directory", { metavar: 'DIR' }),
    topdir: text('--topdir', 'directory of the files, which goes over their URL', { metavar: 'DIR' }),
    topurl: text('--topurl', 'URL of the files', { metavar: 'URL' }),
    distribution: textOr('Koji Testing', '--distribution', 'value of the distribution macro'),
    yumProxy: text('--yum-proxy', 'proxy for downloads of packages'),
    ofile: text('-o', 'write to this file', { metavar: 'FILE' }),
  },
  async run(context, [word], flags) {
    const { hub, out, settings } = context;
    if (word !== undefined && flags.name) throw new UsageError('Name already specified via option');
    const source = await findSource(context, flags);
    const repoId = flags.latest ? 'latest' : await source.repoId();
    const name = flags.name || word || source.name || `${source.tag}-repo_${repoId}`;
    const repo = repoId === 'latest' ? null : await hub.repoInfo(repoId);
    const config = await hub.getBuildConfig(source.tag, { event: repo?.create_event ?? null });
    if (!config.arches) out.warn(`Tag ${source.tag} has an empty arch list`);
    else if (!config.arches.split(' ').includes(source.arch)) out.warn(`${source.arch} is not in the list of tag arches`);
    const topurl = flags.topurl ?? settings.topurl;
    const content = mockConfigText({
      ...settingsOfTag(config.extra as WireStruct, source.arch),
      name,
      arch: source.arch,
      repoId,
      tagName: source.tag,
      mockdir: flags.mockdir,
      ...(flags.topdir ? { topdir: flags.topdir } : { topurls: topurl ? [topurl] : [] }),
      distribution: flags.distribution,
      yumProxy: flags.yumProxy,
    });
    if (flags.ofile) await writeFile(flags.ofile, content);
    else out.line(content);
  },
});

/** Builders get more from the tag than a configuration for people does: variables and signing are theirs alone. */
function settingsOfTag(extra: WireStruct, arch: string): Partial<MockConfigSettings> {
  const { environment: _builder, pluginConf: _signing, ...settings } = mockSettingsOfTag(extra, arch);
  const image = extra['mock.bootstrap_image'];
  return { ...settings, ...(isTruthy(image) ? { bootstrapImage: String(image) } : {}) };
}

interface Source {
  readonly tag: string;
  readonly arch: string;
  readonly name?: string;
  repoId(): Promise<number>;
}
interface SourceChoice {
  readonly arch: string | undefined;
  readonly tag: string | undefined;
  readonly target: string | undefined;
  readonly task: string | undefined;
  readonly buildroot: string | undefined;
}

/** Where the configuration comes from: a buildroot, the last one of a task, a tag, or a target. */
async function findSource(context: CommandContext, { arch, tag, target, task, buildroot }: SourceChoice): Promise<Source> {
  const { hub } = context;
  if (buildroot) {
    const id = readNumber(buildroot, 'Buildroot id must be an integer');
    const found = await hub.getBuildroot(id);
    if (!found) throw new CommandFailure(`No such buildroot: ${id}`);
    return sourceOfBuildroot(found);
  }
  if (task) return await sourceOfTask(context, readNumber(task, 'Task id must be an integer'));
  if (!tag && !target) throw new UsageError('Please specify one of: --tag, --target, --task, --buildroot');
  if (!arch) throw new CommandFailure('Please specify an arch');
  if (tag) {
    const info = await hub.getTag(tag);
    if (!info) throw new UsageError(`No such tag: ${tag}`);
    return { tag: info.name, arch, repoId: () => currentRepo(context, info.id, info.name) };
  }
  const info = await hub.getBuildTarget(target as string);
  if (!info) throw new UsageError(`No such build target: ${target}`);
  return { tag: info.build_tag_name, arch, repoId: () => currentRepo(context, info.build_tag, info.build_tag_name) };
}

interface BuildrootSource {
  readonly tag_name: string | null;
  readonly arch: string | null;
  readonly repo_id: number | null;
}

function sourceOfBuildroot({ tag_name, arch, repo_id }: BuildrootSource): Source {
  if (tag_name === null || arch === null || repo_id === null)
    throw new CommandFailure('The buildroot was not made from a repository');
  return { tag: tag_name, arch, repoId: () => Promise.resolve(repo_id) };
}

async function sourceOfTask({ hub, out }: CommandContext, taskId: number): Promise<Source> {
  const buildroots = await hub.listBuildroots({ taskID: taskId });
  const last = buildroots.at(-1);
  if (!last) throw new CommandFailure(`No buildroots for task ${taskId} (or no such task)`);
  if (buildroots.length > 1) out.line(`Multiple buildroots found: ${pythonRepr(buildroots.map(({ id }) => id))}`);
  return { ...sourceOfBuildroot(last), name: `${last.tag_name}-task_${taskId}` };
}

async function currentRepo({ hub }: CommandContext, tagId: number, name: string): Promise<number> {
  const repo = await hub.getRepo(tagId);
  if (!repo) throw new CommandFailure(`Could not get a repo for tag: ${name}`);
  return repo.id;
}

function readNumber(word: string, complaint: string): number {
  if (!/^\d+$/.test(word)) throw new UsageError(complaint);
  return Number(word);
}
