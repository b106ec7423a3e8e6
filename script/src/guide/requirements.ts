import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

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

/** What of the programs that the walk needs is not installed here. */
export function missingPrograms(): string[] {
  const directories = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin'];
  const isThere = (name: string) => directories.some((directory) => existsSync(join(directory, name)));
  return needed.filter((names) => !names.some(isThere)).map(([name]) => name!);
}
