import { BuildError } from '@koji/common/errors';
import { isStruct } from '@koji/common/is-struct';
import type { BuildConfig } from '@koji/common/types/tag';
import type { WireStruct, WireValue } from '@koji/common/wire/values';
import type { SourcePackage } from '../../rpm/source-package.ts';
import type { TaskContext } from '../task.ts';
import { waitForTasks } from '../wait.ts';
import { chooseTaskArch, noarchArches } from './build-arches.ts';

export interface ArchBuilds {
  readonly srpm: string;
  readonly source: SourcePackage;
  readonly tag: BuildConfig;
  readonly repoId: number;
  readonly arches: readonly string[];
  /** One failure ends the others. */
  readonly failAny: boolean;
}
/** What the builds of all arches made; paths below the hub's work directory. */
export interface BuildResults {
  readonly srpm: string;
  readonly rpms: string[];
  /** The build root of each file. */
  readonly buildroots: { [path: string]: number };
  readonly logs: { [arch: string]: string[] };
}

/** Has a child build the package for each arch and puts their results together. Throws BuildError. */
export async function runBuilds(context: TaskContext, request: ArchBuilds): Promise<BuildResults> {
  const { srpm, source, tag, repoId, arches, failAny } = request;
  const children = new Map<number, string>();
  for (const arch of arches) {
    const taskArch = chooseTaskArch({
      arch,
      source,
      tagArches: tag.arches,
      noarchArches: noarchArches(tag),
      literalArches: context.config.literalTaskArches,
    });
    // Every build makes the same source package; that of the first is kept.
    const keepSrpm = children.size === 0;
    const args = [srpm, tag.id, arch, keepSrpm, { repo_id: repoId }];
    const child = await context.hub.host.subtask('buildArch', args, context.id, { label: arch, arch: taskArch });
    children.set(child, arch);
  }
  const results = await waitForTasks(context, [...children.keys()], { all: true, failAny });
  return collectResults([...children].map(([child, arch]) => [arch, results.get(child) ?? null]));
}

/** Throws BuildError unless exactly one of the builds has a source package. */
export function collectResults(results: readonly (readonly [arch: string, result: WireValue])[]): BuildResults {
  const rpms: string[] = [];
  const srpms: string[] = [];
  const buildroots: { [path: string]: number } = {};
  const logs: { [arch: string]: string[] } = {};
  for (const [arch, result] of results) {
    if (!isStruct(result)) throw new BuildError(`the build for ${arch} did not answer its results`);
    const own = paths(result, 'rpms');
    const [ownSrpm] = paths(result, 'srpms');
    rpms.push(...own);
    if (ownSrpm !== undefined) srpms.push(ownSrpm);
    logs[arch] = paths(result, 'logs');
    for (const path of ownSrpm === undefined ? own : [...own, ownSrpm]) buildroots[path] = Number(result.brootid);
  }
  const [srpm] = srpms;
  if (srpm === undefined) throw new BuildError('could not find a built srpm');
  if (srpms.length > 1) throw new BuildError(`multiple builds returned a srpm: ${srpms.join(', ')}`);
  return { srpm, rpms, buildroots, logs };
}

function paths(result: WireStruct, key: string): string[] {
  const value = result[key];
  return Array.isArray(value) ? value.map(String) : [];
}
