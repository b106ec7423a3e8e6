import { canonArch } from '@koji/common/arch';
import { exactly } from '../../arguments.ts';
import { buildChrootImage, checkVolumeId, chrootImageFlags, volumeIdFlag } from '../../building/chroot-image.ts';
import { command } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { text, textOr, texts, toggle } from '../../options/flag.ts';

export const spinLivemedia = command({
  name: 'spin-livemedia',
  category: 'build',
  summary: 'Create a livemedia image given a kickstart file',
  usage: '[options] <name> <version> <target> <arch> <kickstart-file>',
  login: 'required',
  args: exactly(5),
  flags: {
    ...chrootImageFlags,
    installTreeUrl: text('--install-tree-url', 'URL of the install tree', { metavar: 'URL' }),
    volid: volumeIdFlag,
    optionalArches: textOr('', '--can-fail', 'architectures that may fail', { metavar: 'ARCH1,ARCH2,...' }),
    loraxDir: text('--lorax_dir', 'directory of the lorax templates in their repository', { metavar: 'DIR' }),
    loraxUrl: text('--lorax_url', 'repository of lorax templates', { metavar: 'URL' }),
    nomacboot: toggle('--nomacboot', 'make the image without support for Macs'),
    ksrepo: toggle('--ksrepo', 'keep the repositories of the kickstart file'),
    squashfsOnly: toggle('--squashfs-only', 'put a plain squashfs onto the image'),
    compressArg: texts('--compress-arg', 'argument for the compression (may be given many times)', { metavar: 'ARG OPT' }),
  },
  async run(context, [name = '', version = '', target = '', arches = '', kickstart = ''], flags) {
    const { volid, loraxUrl, loraxDir, ...style } = flags;
    if (loraxUrl !== undefined && loraxDir === undefined)
      throw new UsageError('The "--lorax_url" option requires that "--lorax_dir" also be used.');
    checkVolumeId(volid);
    const image = { type: 'livemedia' as const, name, version, target, arch: arches.split(',').map(canonArch), kickstart };
    return await buildChrootImage(context, image, style, {
      install_tree_url: flags.installTreeUrl,
      volid,
      // Compatibility: builders know a list with one empty name.
      optional_arches: flags.optionalArches.split(','),
      lorax_dir: loraxDir,
      lorax_url: loraxUrl,
      nomacboot: flags.nomacboot,
      ksrepo: flags.ksrepo,
      squashfs_only: flags.squashfsOnly,
      compress_arg: flags.compressArg,
    });
  },
});
