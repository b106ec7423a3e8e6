import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { missingForKerberos } from '@koji/common/client/kerberos-realm.fixture';
import { chromiumProgram } from '../chromium.ts';

const needed = ['openssl', 'psql', 'createuser', 'createdb', 'curl', 'rpmbuild', 'createrepo_c', 'certutil', 'pk12util'];

/** What the walk needs and is not installed here. */
export async function missingPrograms(): Promise<string[]> {
  const directories = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin'];
  const isThere = (name: string) => directories.some((directory) => existsSync(join(directory, name)));
  const missing = needed.filter((name) => !isThere(name));
  if (chromiumProgram === undefined) missing.push('chromium');
  const forKerberos = await missingForKerberos();
  return forKerberos === undefined ? missing : [...missing, forKerberos];
}
