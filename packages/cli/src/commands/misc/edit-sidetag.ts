import { exactly } from '../../arguments.ts';
import { command } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { readExtra } from '../../options/extra-settings.ts';
import { onOff, texts } from '../../options/flag.ts';
import { plainValue } from '../../values/read-value.ts';

export const editSidetag = command({
  name: 'edit-sidetag',
  category: 'misc',
  summary: 'Edit sidetag',
  usage: '[options] <sidetag>',
  login: 'required',
  args: exactly(1),
  flags: {
    debuginfo: onOff('--debuginfo', 'with debugging data in the repository', '--no-debuginfo', 'without debugging data'),
    rpmMacros: texts('--rpm-macro', 'set an rpm macro', { metavar: 'key=value' }),
    removeRpmMacros: texts('--remove-rpm-macro', 'remove an rpm macro', { metavar: 'key' }),
  },
  async run({ hub }, [tag = ''], { debuginfo, rpmMacros, removeRpmMacros }) {
    if (debuginfo === undefined && rpmMacros.length === 0 && removeRpmMacros.length === 0) {
      throw new UsageError('At least one option needs to be specified');
    }
    await hub.editSideTag(tag, {
      ...(debuginfo === undefined ? {} : { debuginfo }),
      ...(rpmMacros.length > 0 ? { rpm_macros: readExtra(rpmMacros, plainValue) } : {}),
      ...(removeRpmMacros.length > 0 ? { remove_rpm_macros: [...removeRpmMacros] } : {}),
    });
  },
});
