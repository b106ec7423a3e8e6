import type { WireStruct } from '@koji/common/wire/values';
import { exactly } from '../../arguments.ts';
import { command } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { text, texts } from '../../options/flag.ts';

export const editUser = command({
  name: 'edit-user',
  category: 'admin',
  summary: 'Alter user information',
  usage: '<username> [options]',
  login: 'required',
  args: exactly(1),
  flags: {
    rename: text('--rename', 'new name of the user'),
    editKrb: texts('--edit-krb', 'replace a Kerberos principal of the user', { metavar: 'OLD=NEW' }),
    addKrb: texts('--add-krb', 'give the user a Kerberos principal', { metavar: 'KRB' }),
    removeKrb: texts('--remove-krb', 'take a Kerberos principal from the user', { metavar: 'KRB' }),
  },
  async run({ hub }, [user = ''], { rename, editKrb, addKrb, removeKrb }) {
    const principals: WireStruct[] = [
      ...editKrb.map(readReplacement),
      ...addKrb.map((principal) => ({ old: null, new: principal })),
      ...removeKrb.map((principal) => ({ old: principal, new: null })),
    ];
    await hub.editUser(user, { name: rename ?? null, krb_principal_mappings: principals });
  },
});

function readReplacement(word: string): WireStruct {
  const equals = word.indexOf('=');
  if (equals === -1) throw new UsageError(`--edit-krb takes OLD=NEW, not ${word}`);
  return { old: word.slice(0, equals), new: word.slice(equals + 1) };
}
