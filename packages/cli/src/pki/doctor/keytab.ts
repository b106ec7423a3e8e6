import { readKeytab } from '@koji/common/kerberos/keytab';
import { Diagnosis } from './diagnosis.ts';
import { readNamedFile } from './pem-files.ts';

/** The principals whose keys a keytab has. Throws one sentence where it cannot be read or lacks the wanted one. */
export async function checkKeytab(path: string, what: string, isWanted: (principal: string) => boolean, wanted: string) {
  const bytes = await readNamedFile(path, what);
  let principals: string[];
  try {
    principals = [...new Set(readKeytab(bytes).map(({ principal }) => principal))];
  } catch (cause) {
    throw new Diagnosis(`${what} names ${path}, which is no keytab`, { cause });
  }
  const found = principals.filter(isWanted);
  if (found.length === 0)
    throw new Diagnosis(`the keytab ${path} has no key of ${wanted}, only of ${principals.join(', ') || 'nobody'}`);
  return found;
}

/** Whether a principal of a keytab is the wanted one, which may be named without its realm. */
export function isPrincipal(wanted: string): (principal: string) => boolean {
  return (principal) => principal === wanted || (!wanted.includes('@') && principal.startsWith(`${wanted}@`));
}
