import { copyFile, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { canonArch } from '@koji/common/arch';
import { BuildError, BuildrootError } from '@koji/common/errors';
import { isTruthy } from '@koji/common/is-truthy';
import { unlessMissing } from '@koji/common/missing-files';
import { type BindMounts, type MockConfigSettings, mockConfig, mockSettingsOfTag } from '@koji/common/mock-config';
import { pythonStr } from '@koji/common/python-text';
import { BR_STATES, nameOf, REPO_STATES } from '@koji/common/types/states';
import type { BuildConfig } from '@koji/common/types/tag';
import { chooseBuildrootArch } from '../host/arches.ts';
import type { LogUpload } from '../logs/log-upload.ts';
import { describeMockOutcome, mockCommand, mockSteps } from '../mock/mock-command.ts';
import { findMockIdentity } from '../process/find-identity.ts';
import { type Identity, isSuccess, type Outcome } from '../process/runner.ts';
import { taskLogs, uploadOutput } from '../tasks/outputs.ts';
import type { HostFacts, TaskContext } from '../tasks/task.ts';
import { type RepoFacts, readContents } from './contents.ts';
import { type BuildrootPaths, buildrootPaths, insidePath } from './paths.ts';

export interface BuildrootRequest {
  /** The tag whose repository is used. */
  readonly tag: number | string;
  /** Arch of what is built; its canonical arch is the repository's. For noarch the host and the tag have a choice. */
  readonly arch: string;
  /** What noarch takes where that is possible. */
  readonly preferredArch?: string | undefined;
  readonly repoId: number;
  readonly installGroup?: string;
  readonly networking?: boolean;
  readonly bindMounts?: BindMounts;
  readonly internalDevSetup?: boolean;
}

const mockLog = 'mock_output.log';
const configLog = 'mock_config.log';

/** A build root from the moment the hub knows it until it is used up. */
export class Buildroot {
  readonly id: number;
  readonly paths: BuildrootPaths;
  /** Who mock runs as, unless it runs as this process does. */
  readonly identity: Identity | undefined;
  readonly #name: string;
  readonly #arch: string;
  readonly #context: TaskContext;
  readonly #tag: Pick<BuildConfig, 'extra'>;
  readonly #repo: RepoFacts;
  readonly #logs: LogUpload;
  #isExpired = false;

  private constructor(
    context: TaskContext,
    facts: {
      id: number;
      name: string;
      arch: string;
      tag: Pick<BuildConfig, 'extra'>;
      repo: RepoFacts;
      identity: Identity | undefined;
    },
  ) {
    this.#context = context;
    this.id = facts.id;
    this.identity = facts.identity;
    this.#name = facts.name;
    this.#arch = facts.arch;
    this.#tag = facts.tag;
    this.#repo = facts.repo;
    this.paths = buildrootPaths(context.config, facts.name);
    this.#logs = taskLogs(
      context,
      [
        { directory: this.paths.result, pattern: /\.log$/ },
        { directory: join(this.paths.root, 'var/log'), pattern: /^dnf.*\.log$/ },
        { directory: context.workdir, pattern: /^mock_output\.log$/ },
      ],
      context.config.logTimestamps,
    );
  }

  /** Makes a build root known to the hub, writes its configuration and has mock set it up. Throws BuildrootError. */
  static async open(context: TaskContext, request: BuildrootRequest): Promise<Buildroot> {
    const { hub, id: taskId } = context;
    const repo = await usableRepo(context, request);
    const tag = (await hub.getBuildConfig(request.tag, { event: repo.create_event })) as BuildConfig;
    if (repo.tag_id !== tag.id) throw new BuildrootError(`tag/repo mismatch: ${tag.name} vs ${repo.tag_name}`);
    const host = (await hub.host.getHost()) as HostFacts;
    const buildArch = chooseBuildrootArch({ arch: request.arch, host, tag, preferred: request.preferredArch });
    const identity = await findMockIdentity(context.runner, context.config);
    const arch = canonArch(buildArch);
    const id = await hub.host.newBuildRoot(repo.id, arch, { task_id: taskId });
    const name = `${tag.name}-${id}-${repo.id}`;
    const buildroot = new Buildroot(context, { id, name, arch, tag, repo, identity });
    try {
      await buildroot.#writeConfig(await settingsFor(context, request, { id, name, arch, buildArch, tag }));
      await buildroot.#init();
    } catch (error) {
      await buildroot.#giveUp();
      throw error;
    }
    return buildroot;
  }

  /** Names of the logs that the hub has. */
  get logs(): string[] {
    return [configLog, ...this.#logs.names];
  }

  async #writeConfig(settings: MockConfigSettings): Promise<void> {
    await mkdir(this.#context.config.mockconfdir, { recursive: true });
    await writeFile(this.paths.config, mockConfig(settings));
    await uploadOutput(this.#context, this.paths.config, configLog);
  }

  async #init(): Promise<void> {
    const outcome = await this.#mock(mockSteps.init);
    if (!isSuccess(outcome)) throw new BuildrootError(`could not init mock buildroot, ${describeMockOutcome(outcome)}`);
    // For people who read the logs: which kernel the build ran on.
    await this.#mock(mockSteps.kernelVersion);
    await this.#context.hub.host.setBuildRootList(this.id, await this.#contents());
  }

  /** Builds the binary packages of a source package. */
  async build(srpm: string, arch: string): Promise<void> {
    await this.#markBuilding();
    const outcome = await this.#mock(mockSteps.rebuild(srpm, arch));
    // Also after a failure: the build requirements are part of what made it fail.
    await this.#context.hub.host.updateBuildRootList(this.id, await this.#contents());
    await this.#assertBuilt(outcome, `error building package (arch ${arch})`);
  }

  /** Makes a source package from a spec file and its sources. Both lie inside the root. */
  async buildSrpm(spec: string, sourceDir: string, sourceCommand: readonly string[] | undefined): Promise<void> {
    await this.#markBuilding();
    if (sourceCommand !== undefined) {
      const outcome = await this.#mock(mockSteps.source(insidePath(this.paths.root, sourceDir), sourceCommand));
      await this.#assertBuilt(outcome, 'error retrieving sources');
    }
    const outcome = await this.#mock(mockSteps.buildSrpm(spec, await this.#sourcesOf(sourceDir)));
    await this.#assertBuilt(outcome, 'error building srpm');
  }

  /** Makes a source package anew from another, which lies inside the root. */
  async rebuildSrpm(srpm: string): Promise<void> {
    await this.#markBuilding();
    const unpacked = join(this.paths.tmp, 'srpm_unpacked');
    await mkdir(unpacked, { recursive: true });
    const define = ['--define', `_topdir ${insidePath(this.paths.root, unpacked)}`];
    // A package that cannot be unpacked leaves no spec file; the log tells why.
    await this.#mock(mockSteps.inside(['rpm', ...define, '-iv', insidePath(this.paths.root, srpm)]));
    const specs = await namesIn(join(unpacked, 'SPECS'), '.spec');
    const [spec] = specs;
    if (spec === undefined) throw new BuildError('No spec file found');
    if (specs.length > 1) throw new BuildError(`Multiple spec files found: ${specs.join(', ')}`);
    const specInside = insidePath(this.paths.root, join(unpacked, 'SPECS', spec));
    const outcome = await this.#mock(mockSteps.inside(['rpmbuild', ...define, '-bs', '--nodeps', specInside]));
    const results = join(unpacked, 'SRPMS');
    // Copied, because the root may be a file system of its own.
    for (const name of await namesIn(results, '.src.rpm')) await copyFile(join(results, name), join(this.paths.result, name));
    await this.#assertBuilt(outcome, 'error building srpm');
  }

  /** Names of what the build left that end in this way. */
  async results(ending: string): Promise<string[]> {
    return namesIn(this.paths.result, ending);
  }

  /** Tells the hub that the root is used up. Its files stay until the clean-up. */
  async expire(): Promise<void> {
    if (this.#isExpired) return;
    this.#isExpired = true;
    await this.#context.hub.host.setBuildRootState(this.id, BR_STATES.EXPIRED);
  }

  /** Where something failed, that it did is worth more than whether the hub could be told at once: the upkeep does it too. */
  async #giveUp(): Promise<void> {
    await this.expire().catch((err: unknown) => this.#context.log.warn({ err, buildroot: this.id }, 'could not expire'));
  }

  async #markBuilding(): Promise<void> {
    await this.#context.hub.host.setBuildRootState(this.id, BR_STATES.BUILDING);
  }

  async #assertBuilt(outcome: Outcome, what: string): Promise<void> {
    if (isSuccess(outcome)) return;
    await this.#giveUp();
    throw new BuildError(`${what}, ${describeMockOutcome(outcome)}`);
  }

  async #sourcesOf(sourceDir: string): Promise<string> {
    const apart = join(sourceDir, 'SOURCES');
    const isApart = (await unlessMissing(stat(apart)))?.isDirectory() && this.#context.config.supportRpmSourceLayout;
    return isApart ? apart : sourceDir;
  }

  #contents() {
    return readContents(this.#context, this.paths.root, this.#repo, this.#arch);
  }

  async #mock(step: readonly string[]): Promise<Outcome> {
    const { config, runner, workdir, signal } = this.#context;
    const command = mockCommand({ ...config, name: this.#name, extra: this.#tag.extra }, step);
    const output = join(workdir, mockLog);
    return this.#logs.during(() => runner.run(command, { output, identity: this.identity, signal }));
  }
}

async function usableRepo({ hub }: TaskContext, { repoId }: BuildrootRequest): Promise<RepoFacts> {
  const repo = await hub.repoInfo(repoId, { strict: true });
  if (!repo) throw new BuildrootError(`No such repo: ${repoId}`);
  const usable: readonly number[] = [REPO_STATES.READY, REPO_STATES.EXPIRED];
  if (!usable.includes(repo.state)) throw new BuildrootError(`Requested repo (${repoId}) is ${nameOf(REPO_STATES, repo.state)}`);
  return repo;
}

async function settingsFor(
  { config, log }: TaskContext,
  request: BuildrootRequest,
  facts: { id: number; name: string; arch: string; buildArch: string; tag: BuildConfig },
): Promise<MockConfigSettings> {
  const { id, name, arch, buildArch, tag } = facts;
  const targetArch = buildArch === 'armhfp' ? 'armv7hl' : buildArch;
  const wantedImage = tag.extra['mock.bootstrap_image'];
  if (isTruthy(wantedImage) && !config.mockBootstrapImage) {
    log.warn({ buildroot: id }, 'the tag asks for a bootstrap image, which mock_bootstrap_image forbids');
  }
  return {
    name,
    arch,
    repoId: request.repoId,
    tagName: tag.name,
    buildrootId: id,
    mockdir: config.mockdir,
    topurls: config.topurls,
    targetArch,
    installGroup: request.installGroup ?? 'build',
    networking: request.networking,
    rpmbuildTimeoutS: config.rpmbuildTimeoutS,
    bindMounts: request.bindMounts,
    internalDevSetup: request.internalDevSetup,
    yumProxy: config.yumProxy,
    vendor: config.vendor,
    packager: config.packager,
    distribution: config.distribution,
    mockhost: config.mockhost,
    etcHosts: request.networking ? await unlessMissing(readFile('/etc/hosts', 'utf8')) : undefined,
    ...mockSettingsOfTag(tag.extra, targetArch),
    bootstrapImage: config.mockBootstrapImage && isTruthy(wantedImage) ? pythonStr(wantedImage ?? null) : undefined,
  };
}

async function namesIn(directory: string, ending: string): Promise<string[]> {
  const names = (await unlessMissing(readdir(directory))) ?? [];
  return names.filter((name) => name.endsWith(ending)).sort();
}
