import { listPrincipals } from '@koji/common/kerberos/keytab';
import { isNamed } from '@koji/common/kerberos/principals';
import { Diagnosis } from './diagnosis.ts';
import { readNamedFile } from './pem-files.ts';

/** The principals of that name (see isNamed) whose keys a keytab has. Throws one sentence where it cannot be read or has none. */
export async function checkKeytab(path: string, what: string, wanted: string): Promise<string[]> {
  const bytes = await readNamedFile(path, what);
  let principals: string[];
  try {
    principals = listPrincipals(bytes);
  } catch (cause) {
    throw new Diagnosis(`${what} names ${path}, which is no keytab`, { cause });
  }
  const found = principals.filter((principal) => isNamed(principal, wanted));
  if (found.length === 0)
    throw new Diagnosis(`the keytab ${path} has no key of ${wanted}, only of ${principals.join(', ') || 'nobody'}`);
  return found;
}
