import { copyFile, mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Buildroot } from '../../buildroot/buildroot.ts';
import { buildrootOrigin, canMakeBuildroot } from '../buildroot-host.ts';
import { fetchFile } from '../outputs.ts';
import { answerSource, findMadeSource, sourceOfFile } from '../source-result.ts';
import { defineTask } from '../task.ts';

/** Makes an uploaded source package anew, with the macros and the rpm of the tag. */
export const rebuildSRPM = defineTask({
  method: 'rebuildSRPM',
  checkHost: canMakeBuildroot,
  async run(context, { srpm, build_tag: buildTag, opts }) {
    const origin = buildrootOrigin(buildTag, opts);
    const buildroot = await Buildroot.open(context, { ...origin, arch: 'noarch', installGroup: 'srpm-build' });

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
