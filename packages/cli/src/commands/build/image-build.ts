import { canonArch } from '@koji/common/arch';
import { structValue } from '@koji/common/client/typed-hub';
import type { WireValue } from '@koji/common/wire/values';
import { anyArguments, atLeast, checkArgumentCount } from '../../arguments.ts';
import { requireImageTarget } from '../../building/chroot-image.ts';
import { readImageConfig } from '../../building/image-config.ts';
import { taskPriority } from '../../building/require-target.ts';
import { taskOptions } from '../../building/task-options.ts';
import { command } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { pairs, text, textOr, texts, toggle } from '../../options/flag.ts';
import { uploadSource } from '../../session/upload-source.ts';
import { announceTask, followTasks, waitFlag } from '../../tasks/follow-task.ts';

const formats =
  'vmdk, qcow, qcow2, vdi, vpc, rhevm-ova, vsphere-ova, vagrant-virtualbox, vagrant-libvirt, vagrant-vmware-fusion, vagrant-hyperv, docker, raw-xz, liveimg-squashfs, tar-gz';

export const imageBuild = command({
  name: 'image-build',
  category: 'build',
  summary: 'Create a disk image given an install tree',
  usage: ['[options] <name> <version> <target> <install-tree-url> <arch> [<arch> ...]', '--config <FILE>'],
  login: 'required',
  args: anyArguments,
  flags: {
    background: toggle('--background', 'build at a lower priority'),
    config: text('--config', 'read everything from this file'),
    diskSize: textOr('10', '--disk-size', 'size of the disk in gigabytes'),
    distro: text('--distro', 'distribution of the image, such as RHEL-X.Y, CentOS-X.Y or Fedora-NN'),
    format: texts(
      '--format',
      `convert the image to this format (may be given many times): ${formats}, or raw to keep the raw image beside the others`,
    ),
    kickstart: text('--kickstart', 'a local kickstart file'),
    ksurl: text('--ksurl', 'where the kickstart file lies', { metavar: 'SCMURL' }),
    ksversion: text('--ksversion', 'version of the syntax of the kickstart file', { metavar: 'VERSION' }),
    noprogress: toggle('--noprogress', 'show no progress of the upload'),
    noverifyssl: toggle(
      '--noverifyssl',
      'do not check certificates of the install tree and of repositories, if the builder allows that',
    ),
    ovaOption: texts('--ova-option', 'a value of the OVA description, such as ovf_memory_mb=6144'),
    factoryParameter: pairs('--factory-parameter', 'name and value of a parameter for Image Factory (may be given many times)'),
    release: text('--release', 'release of the image'),
    repo: texts('--repo', "install from this repository instead of the build tag's (may be given many times)"),
    scratch: toggle('--scratch', 'build for trial only'),
    skipTag: toggle('--skip-tag', 'do not tag the image'),
    optionalArches: textOr('', '--can-fail', 'architectures that may fail', { metavar: 'ARCH1,ARCH2,...' }),
    specfile: text('--specfile', 'spec file fragment for wrapper rpms', { metavar: 'URL' }),
    wait: waitFlag,
  },
  async run(context, words, flags) {
    if (!flags.config) checkArgumentCount(atLeast(5), words);
    const optional = flags.optionalArches.split(',').filter((arch) => arch !== '');
    const given = taskOptions({
      ksurl: flags.ksurl,
      ksversion: flags.ksversion,
      kickstart: flags.kickstart,
      scratch: flags.scratch,
      repo: flags.repo.length > 0 ? flags.repo : undefined,
      release: flags.release,
      skip_tag: flags.skipTag,
      specfile: flags.specfile,
      distro: flags.distro,
      format: flags.format,
      disk_size: /^\d+$/.test(flags.diskSize) ? Number(flags.diskSize) : flags.diskSize,
      ova_option: flags.ovaOption.length > 0 ? flags.ovaOption : undefined,
      factory_parameter: flags.factoryParameter.length > 0 ? (flags.factoryParameter as unknown as WireValue) : undefined,
      optional_arches: optional,
      noverifyssl: flags.noverifyssl,
    });
    const configured = flags.config ? readImageConfig(flags.config) : { words, options: {} };
    const [name = '', version = '', target = '', tree = '', ...arches] = configured.words;
    const options = { ...given, ...configured.options };
    if (!options.ksurl && !options.kickstart) throw new UsageError('You must specify --kickstart');
    if (!options.distro) throw new UsageError('You must specify --distro. Examples: Fedora-16, RHEL-6.4, SL-6.4 or CentOS-6.4');
    await requireImageTarget(context, target);
    if (!options.ksurl) {
      options.kickstart = `work/${await uploadSource(context, String(options.kickstart), 'cli-image', { bar: !flags.noprogress })}`;
    }
    const taskId = await context.hub.buildImageOz(name, version, arches.map(canonArch), target, tree, {
      opts: structValue(options),
      ...taskPriority(flags),
    });
    if (!context.settings.quiet) announceTask(context, taskId);
    return await followTasks(context, [taskId], { wait: flags.wait });
  },
});
