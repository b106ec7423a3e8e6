import { copyFile, mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { BuildError } from '@koji/common/errors';
import { Buildroot } from '../../buildroot/buildroot.ts';
import { buildrootArch, canMakeBuildroot, tagReference } from '../buildroot-host.ts';
import { fetchFile } from '../outputs.ts';
import { answerSource, findMadeSource, sourceOfFile } from '../source-result.ts';
import { defineTask } from '../task.ts';

/** Makes an uploaded source package anew, with the macros and the rpm of the tag. */
export const rebuildSRPM = defineTask({
  method: 'rebuildSRPM',
  checkHost: canMakeBuildroot,
  async run(context, { srpm, build_tag: buildTag, opts }) {
    const repoId = opts?.repo_id;
    const tag = tagReference(buildTag);
    if (typeof repoId !== 'number' || tag === undefined) throw new BuildError('A repo id must be provided');
    const repo = await context.hub.repoInfo(repoId, { strict: true });
    if (!repo) throw new BuildError(`No such repo: ${repoId}`);
    const arch = await buildrootArch(context, 'noarch', tag, repo.create_event);
    const buildroot = await Buildroot.open(context, { tag, arch, repoId, installGroup: 'srpm-build' });

    // Not below mock's home directory, which every call of mock makes anew.
    const directory = join(buildroot.paths.tmp, 'srpm');
    await mkdir(directory, { recursive: true });
    const inside = join(directory, basename(srpm));
    await copyFile(await fetchFile(context, `work/${srpm}`), inside);
    await buildroot.rebuildSrpm(inside);
    const made = await findMadeSource(buildroot);
    return answerSource(context, buildroot, made, sourceOfFile(made));
  },
});
