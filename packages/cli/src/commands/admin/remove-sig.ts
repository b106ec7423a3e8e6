import { GenericError } from '@koji/common/errors';
import { atLeast } from '../../arguments.ts';
import { command } from '../../command.ts';
import { CommandFailure } from '../../errors.ts';
import { text, toggle } from '../../options/flag.ts';

export const removeSig = command({
  name: 'remove-sig',
  category: 'admin',
  summary: 'Remove signed RPMs from db and disk',
  usage: '[options] <rpm-id/n-v-r.a/rpminfo>',
  notes: 'Builds and what was signed of them are meant to stay as they are: keep this for emergencies.',
  login: 'required',
  args: atLeast(1),
  flags: {
    sigkey: text('--sigkey', 'remove what was signed with this key'),
    all: toggle('--all', 'remove all signed copies of the rpm'),
  },
  async run({ hub }, [rpm = ''], { sigkey, all }) {
    if (!all && !sigkey) throw new CommandFailure('Either --sigkey or --all options must be given');
    if (all && sigkey) throw new CommandFailure('Conflicting options specified');
    try {
      await hub.deleteRPMSig(rpm, { sigkey: sigkey ?? null, all_sigs: all });
    } catch (error) {
      if (!(error instanceof GenericError)) throw error;
      const isUnknown = error.message.startsWith('No such rpm');
      throw new CommandFailure(isUnknown ? `No such rpm in system: ${rpm}` : `Signature removal failed: ${error.message}`);
    }
  },
});
