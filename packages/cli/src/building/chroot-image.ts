import { structValue } from '@koji/common/client/typed-hub';
import { GenericError } from '@koji/common/errors';
import type { CommandContext } from '../command.ts';
import { UsageError } from '../errors.ts';
import { text, texts, toggle } from '../options/flag.ts';
import { uploadSource } from '../session/upload-source.ts';
import { announceTask, followTasks, waitFlag } from '../tasks/follow-task.ts';
import { taskPriority } from './require-target.ts';
import { taskOptions } from './task-options.ts';

/** The flags that all images made in a chroot have. */
export const chrootImageFlags = {
  wait: waitFlag,
  noprogress: toggle('--noprogress', 'show no progress of the upload'),
  background: toggle('--background', 'build at a lower priority'),
  ksurl: text('--ksurl', 'where the kickstart file lies', { metavar: 'SCMURL' }),
  ksversion: text('--ksversion', 'version of the syntax of the kickstart file', { metavar: 'VERSION' }),
  scratch: toggle('--scratch', 'build for trial only'),
  repo: texts('--repo', "install from this repository instead of the build tag's (may be given many times)"),
  release: text('--release', 'release of the image'),
  specfile: text('--specfile', 'spec file fragment for wrapper rpms', { metavar: 'URL' }),
  skipTag: toggle('--skip-tag', 'do not tag the image'),
};
export const volumeIdFlag = text('--volid', 'volume id of the image');

/** What all of them are made from. */
export interface ChrootImage {
  readonly type: 'livecd' | 'livemedia' | 'appliance';
  readonly name: string;
  readonly version: string;
  readonly target: string;
  readonly arch: string | string[];
  readonly kickstart: string;
}
export interface ChrootImageStyle {
  readonly wait: boolean | undefined;
  readonly noprogress: boolean;
  readonly background: boolean;
  readonly ksurl: string | undefined;
  readonly ksversion: string | undefined;
  readonly scratch: boolean;
  readonly repo: readonly string[];
  readonly release: string | undefined;
  readonly specfile: string | undefined;
  readonly skipTag: boolean;
}

export function checkVolumeId(volid: string | undefined): void {
  if (volid !== undefined && volid.length > 32) throw new UsageError('Volume ID has a maximum length of 32 characters');
}

/** The target of an image must have a destination. */
export async function requireImageTarget({ hub }: Pick<CommandContext, 'hub'>, name: string): Promise<void> {
  const target = await hub.getBuildTarget(name);
  if (!target) throw new GenericError(`No such build target: ${name}`);
  if (!(await hub.getTag(target.dest_tag))) throw new GenericError(`No such destination tag: ${target.dest_tag_name}`);
}

/** Makes the task of an image, uploading its kickstart file unless a repository has it. */
export async function buildChrootImage(
  context: CommandContext,
  image: ChrootImage,
  style: ChrootImageStyle,
  more: Parameters<typeof taskOptions>[0],
): Promise<number> {
  await requireImageTarget(context, image.target);
  const kickstart = style.ksurl
    ? image.kickstart
    : await uploadSource(context, image.kickstart, `cli-${image.type}`, { bar: !style.noprogress });
  const options = taskOptions({
    ksurl: style.ksurl,
    ksversion: style.ksversion,
    release: style.release,
    repo: style.repo.length > 0 ? style.repo : undefined,
    scratch: style.scratch,
    skip_tag: style.skipTag,
    specfile: style.specfile,
    ...more,
  });
  const taskId = await context.hub.buildImage(image.name, image.version, image.arch, image.target, kickstart, image.type, {
    opts: structValue(options),
    ...taskPriority(style),
  });
  if (!context.settings.quiet) announceTask(context, taskId);
  return await followTasks(context, [taskId], { wait: style.wait });
}
