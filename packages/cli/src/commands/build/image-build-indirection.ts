import { canonArch } from '@koji/common/arch';
import { structValue } from '@koji/common/client/typed-hub';
import { interpolateSection } from '@koji/common/config/interpolate';
import { GenericError } from '@koji/common/errors';
import type { WireStruct } from '@koji/common/wire/values';
import { anyArguments } from '../../arguments.ts';
import { requireImageTarget } from '../../building/chroot-image.ts';
import { readBuildFiles } from '../../building/read-build-files.ts';
import { taskPriority } from '../../building/require-target.ts';
import { command } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { text, toggle } from '../../options/flag.ts';
import { uploadSource } from '../../session/upload-source.ts';
import { announceTask, followTasks, waitFlag } from '../../tasks/follow-task.ts';

const required = ['name', 'version', 'arch', 'target', 'indirection_template', 'results_loc'];
const title = 'image-build-indirection';

export const imageBuildIndirection = command({
  name: 'image-build-indirection',
  category: 'build',
  summary: 'Create a disk image using other disk images via the Indirection plugin',
  usage: ['[base_image] [utility_image] [indirection_build_template]', '--config <FILE>'],
  login: 'required',
  args: anyArguments,
  flags: {
    config: text('--config', 'read everything from this file'),
    background: toggle('--background', 'build at a lower priority'),
    name: text('--name', 'name of the image'),
    version: text('--version', 'version of the image'),
    release: text('--release', 'release of the image'),
    arch: text('--arch', 'architecture of all images'),
    target: text('--target', 'build target'),
    skipTag: toggle('--skip-tag', 'do not tag the image'),
    baseImageTask: text('--base-image-task', 'createImage task of the base image'),
    baseImageBuild: text('--base-image-build', 'build of the base image'),
    utilityImageTask: text('--utility-image-task', 'createImage task of the utility image'),
    utilityImageBuild: text('--utility-image-build', 'build of the utility image'),
    indirectionTemplate: text('--indirection-template', 'template for the plugin: a local file, or one of the repository'),
    indirectionTemplateUrl: text('--indirection-template-url', 'repository of the template'),
    resultsLoc: text('--results-loc', 'where in the working image the results are'),
    scratch: toggle('--scratch', 'build for trial only'),
    wait: waitFlag,
    noprogress: toggle('--noprogress', 'show no progress of the upload'),
  },
  async run(context, _words, flags) {
    const { hub, out, settings } = context;
    const options: WireStruct = {
      name: flags.name ?? null,
      version: flags.version ?? null,
      arch: flags.arch ?? null,
      target: flags.target ?? null,
      indirection_template: flags.indirectionTemplate ?? null,
      results_loc: flags.resultsLoc ?? null,
      indirection_template_url: flags.indirectionTemplateUrl ?? null,
      scratch: flags.scratch || null,
      utility_image_task: flags.utilityImageTask ?? null,
      utility_image_build: flags.utilityImageBuild ?? null,
      base_image_task: flags.baseImageTask ?? null,
      base_image_build: flags.baseImageBuild ?? null,
      release: flags.release ?? null,
      skip_tag: flags.skipTag || null,
    };
    if (flags.config) Object.assign(options, fileOptions(flags.config, Object.keys(options)));
    requireOne(options, 'utility');
    requireOne(options, 'base');
    const missing = required.filter((key) => !options[key]);
    if (missing.length > 0) {
      out.line(`Missing the following required options: ${missing.map((key) => `--${key.replaceAll('_', '-')}`).join(' ')}`);
      throw new GenericError('Missing required options specified above');
    }
    await requireImageTarget(context, String(options.target));
    options.arch = canonArch(String(options.arch));
    if (!options.indirection_template_url) {
      if (!options.scratch) throw new GenericError('Non-scratch builds must provide a URL for the indirection template');
      const place = await uploadSource(context, String(options.indirection_template), 'cli-image-indirection', {
        bar: !flags.noprogress,
      });
      options.indirection_template = `work/${place}`;
    }
    const taskId = await hub.buildImageIndirection({ opts: structValue(options), ...taskPriority(flags) });
    if (!settings.quiet) announceTask(context, taskId);
    return await followTasks(context, [taskId], { wait: flags.wait });
  },
});

function requireOne(options: WireStruct, kind: 'base' | 'utility'): void {
  if (Boolean(options[`${kind}_image_task`]) === Boolean(options[`${kind}_image_build`])) {
    throw new GenericError(`You must specify either a ${kind}-image task or build ID/NVR`);
  }
}

function fileOptions(path: string, keys: readonly string[]): WireStruct {
  const section = readBuildFiles([path]).get(title);
  if (!section) throw new UsageError(`${path}: single section called [${title}] is required`);
  return Object.fromEntries([...interpolateSection(section)].filter(([key]) => keys.includes(key)));
}
