import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { missingForKerberos } from '@koji/common/client/kerberos-realm.fixture';

/** Each line is one program under the names it goes by. */
const needed = [
  ['openssl'],
  ['psql'],
  ['createuser'],
  ['createdb'],
  ['curl'],
  ['rpmbuild'],
  ['createrepo_c'],
  ['certutil'],
  ['pk12util'],
  ['chromium', 'chromium-browser', 'google-chrome'],
];

/** What the walk needs and is not installed here. */
export async function missingPrograms(): Promise<string[]> {
  const directories = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin'];
  const isThere = (name: string) => directories.some((directory) => existsSync(join(directory, name)));
  const missing = needed.filter((names) => !names.some(isThere)).map(([name]) => name!);
  const forKerberos = await missingForKerberos();
  return forKerberos === undefined ? missing : [...missing, forKerberos];
}
