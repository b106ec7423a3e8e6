import { canonArch } from '@koji/common/arch';
import { anyArguments, checkArgumentCount, exactly } from '../../arguments.ts';
import { buildChrootImage, chrootImageFlags } from '../../building/chroot-image.ts';
import { command } from '../../command.ts';
import { text, textOr } from '../../options/flag.ts';

export const spinAppliance = command({
  name: 'spin-appliance',
  category: 'build',
  summary: 'Create an appliance given a kickstart file',
  usage: '[options] <name> <version> <target> <arch> <kickstart-file>',
  login: 'required',
  args: anyArguments,
  flags: {
    ...chrootImageFlags,
    vmem: text('--vmem', 'memory of the appliance in MB (512)'),
    vcpu: text('--vcpu', 'processors of the appliance (1)'),
    format: textOr('raw', '--format', 'format of the disk: raw, qcow, qcow2, vmx', { metavar: 'DISK_FORMAT' }),
  },
  async run(context, words, { vmem, vcpu, format, ...style }) {
    context.out.line('spin-appliance is deprecated and will be replaced with image-build');
    checkArgumentCount(exactly(5), words);
    const [name = '', version = '', target = '', arch = '', kickstart = ''] = words;
    const image = { type: 'appliance' as const, name, version, target, arch: canonArch(arch), kickstart };
    return await buildChrootImage(context, image, style, { format, vcpu, vmem });
  },
});
