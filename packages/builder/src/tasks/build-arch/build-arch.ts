import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { BuildError } from '@koji/common/errors';
import { readRpm } from '@koji/common/rpm/header';
import { taskMethods } from '@koji/common/tasks/signatures';
import { Buildroot } from '../../buildroot/buildroot.ts';
import { comparisonHash } from '../../rpm/comparison-hash.ts';
import { assertMarked, readSourcePackage } from '../../rpm/source-package.ts';
import { buildrootOrigin, canMakeBuildroot } from '../buildroot-host.ts';
import { fetchFile, uploadDirectory, uploadOutput } from '../outputs.ts';
import { defineTask, type TaskContext } from '../task.ts';

const comparisonLog = 'noarch_rpmdiff.json';

/** Builds a source package for one arch. */
export const buildArch = defineTask({
  method: 'buildArch',
  checkHost: canMakeBuildroot,
  async run(context, { pkg, root, arch, keep_srpm: keepSrpm, opts }) {
    const { hub, id } = context;
    const origin = buildrootOrigin(root, opts);
    if (typeof pkg !== 'string') throw new BuildError('A source package must be provided');
    const srpm = await fetchFile(context, `work/${pkg}`);
    const { facts } = await readSourcePackage(srpm, basename(srpm));
    await weighByHistory(context, facts.name);

    const preferredArch = arch === 'noarch' ? ((await hub.getTaskInfo(id)) as { arch: string }).arch : undefined;
    const buildroot = await Buildroot.open(context, { ...origin, arch, preferredArch });
    await buildroot.build(srpm, arch);

    const srpms = await buildroot.results('.src.rpm');
    const rpms = (await buildroot.results('.rpm')).filter((name) => !name.endsWith('.src.rpm'));
    const logs = [...buildroot.logs, ...(await hashNoarch(context, buildroot.paths.result, rpms))];
    for (const name of rpms) await uploadOutput(context, join(buildroot.paths.result, name));
    if (keepSrpm) await handOverSource(context, buildroot.paths.result, srpms);
    await buildroot.expire();
    const place = (name: string) => `${uploadDirectory(context)}/${name}`;
    return { rpms: rpms.map(place), srpms: keepSrpm ? srpms.map(place) : [], logs: logs.map(place), brootid: buildroot.id };
  },
});

const secondsPerWeight = 4800;
const mostExtraWeight = 18;

/** Packages that build for long weigh more. */
async function weighByHistory({ hub, id, log }: TaskContext, name: string): Promise<void> {
  const seconds = await hub.getAverageBuildDuration(name, { age: 6 });
  if (!seconds) return;
  if (seconds < 0) {
    log.warn({ package: name, seconds }, 'negative average build duration');
    return;
  }
  await hub.host.setTaskWeight(id, taskMethods.buildArch.weight + Math.min(mostExtraWeight, seconds / secondsPerWeight));
}

/** Notes what the noarch packages are like, so that the hub sees whether all arches made the same. */
async function hashNoarch(context: TaskContext, directory: string, rpms: readonly string[]): Promise<string[]> {
  const hashes: { [name: string]: string } = {};
  for (const name of rpms.filter((rpm) => rpm.endsWith('.noarch.rpm')).sort()) {
    hashes[name] = comparisonHash(await readRpm(join(directory, name)));
  }
  if (Object.keys(hashes).length === 0) return [];
  const path = join(context.workdir, comparisonLog);
  await writeFile(path, JSON.stringify({ [context.id]: hashes }, null, 2));
  await uploadOutput(context, path);
  return [comparisonLog];
}

async function handOverSource(context: TaskContext, directory: string, srpms: readonly string[]): Promise<void> {
  const [name] = srpms;
  if (name === undefined) throw new BuildError(`no srpm files found for task ${context.id}`);
  if (srpms.length > 1) throw new BuildError(`multiple srpm files found for task ${context.id}: ${srpms.join(', ')}`);
  await assertMarked(join(directory, name));
  await uploadOutput(context, join(directory, name));
}
