import { structValue } from '@koji/common/client/hub-client';
import { BuildError } from '@koji/common/errors';
import { isStruct } from '@koji/common/is-struct';
import { isTruthy } from '@koji/common/is-truthy';
import type { BuildConfig } from '@koji/common/types/tag';
import type { WireStruct } from '@koji/common/wire/values';
import { findRepo } from '../../repo/find-repo.ts';
import { readSourcePackage, type SourcePackage } from '../../rpm/source-package.ts';
import { isScmUrl } from '../../scm/url.ts';
import { fetchFile } from '../outputs.ts';
import { defineTask, type TaskContext } from '../task.ts';
import { waitForTask } from '../wait.ts';
import { chooseBuildArches, chooseTaskArch, noarchArches } from './build-arches.ts';
import { type BuildOptions, readBuildOptions } from './build-options.ts';
import { type BuildPlace, findPlace } from './build-place.ts';
import { runBuilds } from './run-builds.ts';

/** Builds a package: finds the repository, makes the source package, builds it for every arch, imports and tags it. */
export const build = defineTask({
  method: 'build',
  async run(context, { src, target, opts }) {
    const { hub, id, config } = context;
    const options = readBuildOptions(opts);
    const place = await findPlace(context, target as string | number | null, options);
    await checkPolicies(context, src, place, options);

    const repo =
      place.repo ??
      (await findRepo(context, {
        tag: place.buildTag,
        nvrs: options.waitBuilds,
        minEvent: options.waitRepo ? 'last' : undefined,
      }));
    const event = place.repo?.create_event ?? (await hub.getLastEvent())?.id ?? repo.create_event;
    const tag = (await hub.getBuildConfig(place.buildTag, { event })) as BuildConfig;
    const srpm = await makeSourcePackage(context, src, tag, repo.id, options);
    const source = await readSourcePackage(await fetchFile(context, `work/${srpm.path}`), srpm.path);

    const packageConfig = await hub.getPackageConfig(place.destTag, source.facts.name, { event });
    if (!place.skipTag && !options.scratch) assertListed(packageConfig, source.facts.name, place.destTagName);
    const arches = chooseBuildArches({
      tag,
      source,
      extraArches: packageConfig?.extra_arches ?? null,
      override: options.archOverride,
    });
    const failAny = options.failFast || !config.buildArchCanFail;
    const buildAll = () => runBuilds(context, { srpm: srpm.path, source, tag, repoId: repo.id, arches, failAny });

    if (options.scratch) {
      const results = await buildAll();
      await hub.host.moveBuildToScratch(id, results.srpm, results.rpms, { logs: results.logs });
      return;
    }
    const buildId = await hub.host.initBuild(structValue(buildRecord(context, source, srpm.source, options)));
    try {
      const results = await buildAll();
      await hub.host.completeBuild(id, buildId, results.srpm, results.rpms, { brmap: results.buildroots, logs: results.logs });
    } catch (error) {
      context.signal.throwIfAborted();
      await hub.host.failBuild(id, buildId);
      throw error;
    }
    if (!place.skipTag) await tagIt(context, buildId, place.destTag);
  },
});

async function checkPolicies(
  { hub, id }: TaskContext,
  src: string,
  place: BuildPlace,
  { raw, repoId, scratch }: BuildOptions,
): Promise<void> {
  const { owner } = (await hub.getTaskInfo(id)) as { owner: number };
  const fromScm = isScmUrl(src);
  const data: WireStruct = {
    user_id: owner,
    source: src,
    task_id: id,
    build_tag: place.buildTag,
    skip_tag: place.skipTag,
    scratch: raw.scratch ?? null,
    draft: raw.draft ?? null,
    from_scm: fromScm,
    repo_id: repoId ?? null,
    ...(place.targetName === undefined ? {} : { target: place.targetName }),
    ...(place.skipTag ? {} : { tag: place.destTag }),
  };
  const policies = [
    ...(fromScm || scratch ? [] : ['build_from_srpm']),
    ...(repoId === undefined ? [] : ['build_from_repo_id']),
    'build_rpm',
  ];
  for (const policy of policies) await hub.host.assertPolicy(policy, structValue(data));
}

interface MadeSource {
  /** Below the hub's work directory. */
  readonly path: string;
  readonly source: WireStruct | undefined;
}

/** Has a child make the source package, or takes the uploaded one as it is where the tag says so. */
async function makeSourcePackage(
  context: TaskContext,
  src: string,
  tag: BuildConfig,
  repoId: number,
  options: BuildOptions,
): Promise<MadeSource> {
  const fromScm = isScmUrl(src);
  const byTag = tag.extra.rebuild_srpm === undefined || isTruthy(tag.extra.rebuild_srpm);
  const isRebuilt = options.scratch ? (options.rebuildSrpm ?? byTag) : byTag;
  if (!fromScm && !isRebuilt) return { path: src, source: undefined };
  const args = [src, tag.id, { repo_id: repoId, scratch: options.raw.scratch ?? null }];
  const arch = chooseTaskArch({
    arch: 'noarch',
    source: undefined,
    tagArches: tag.arches,
    noarchArches: noarchArches(tag),
    literalArches: context.config.literalTaskArches,
  });
  const method = fromScm ? 'buildSRPMFromSCM' : 'rebuildSRPM';
  const child = await context.hub.host.subtask(method, args, context.id, { label: 'srpm', arch });
  const result = await waitForTask(context, child);
  if (!isStruct(result) || typeof result.srpm !== 'string') throw new BuildError(`task ${child} did not answer a source package`);
  return { path: result.srpm, source: isStruct(result.source) ? result.source : undefined };
}

function assertListed(config: { readonly blocked: boolean } | null, name: string, tag: string): void {
  if (config === null) throw new BuildError(`package ${name} not in list for tag ${tag}`);
  if (config.blocked) throw new BuildError(`package ${name} is blocked for tag ${tag}`);
}

function buildRecord(
  { id }: TaskContext,
  { facts }: SourcePackage,
  source: WireStruct | undefined,
  options: BuildOptions,
): WireStruct {
  const { name, version, release, epoch } = facts;
  const extra: WireStruct = {
    ...(source ? { source: { original_url: source.url ?? null } } : {}),
    ...(options.customUserMetadata ? { custom_user_metadata: options.customUserMetadata } : {}),
  };
  return {
    name,
    version,
    release,
    epoch,
    task_id: id,
    ...(source ? { source: source.source ?? null } : {}),
    ...(Object.keys(extra).length > 0 ? { extra } : {}),
    ...(options.draft ? { draft: true } : {}),
  };
}

async function tagIt(context: TaskContext, buildId: number, destTag: number): Promise<void> {
  const args = [destTag, buildId, false, null, true];
  await waitForTask(context, await context.hub.host.subtask('tagBuild', args, context.id, { label: 'tag', arch: 'noarch' }));
}
