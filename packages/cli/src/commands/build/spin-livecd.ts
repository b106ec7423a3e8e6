import { canonArch } from '@koji/common/arch';
import { anyArguments, checkArgumentCount, exactly } from '../../arguments.ts';
import { buildChrootImage, checkVolumeId, chrootImageFlags, volumeIdFlag } from '../../building/chroot-image.ts';
import { command } from '../../command.ts';

export const spinLivecd = command({
  name: 'spin-livecd',
  category: 'build',
  summary: 'Create a live CD image given a kickstart file',
  usage: '[options] <name> <version> <target> <arch> <kickstart-file>',
  login: 'required',
  args: anyArguments,
  flags: { ...chrootImageFlags, volid: volumeIdFlag },
  async run(context, words, { volid, ...style }) {
    context.out.line('spin-livecd is deprecated and will be replaced with spin-livemedia');
    checkArgumentCount(exactly(5), words);
    checkVolumeId(volid);
    const [name = '', version = '', target = '', arch = '', kickstart = ''] = words;
    return await buildChrootImage(context, { type: 'livecd', name, version, target, arch: canonArch(arch), kickstart }, style, {
      volid,
    });
  },
});
