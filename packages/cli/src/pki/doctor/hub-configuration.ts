import { pemBlocks } from '@koji/common/pki/pem';
import { readCrl } from '@koji/common/pki/read-crl';
import type { PkiOutput } from '../run.ts';
import { Diagnosis } from './diagnosis.ts';
import { checkKeytab } from './keytab.ts';
import { checkCertificate, checkDates, day, readAuthorities, readNamedFile } from './pem-files.ts';
import type { HubSetup } from './setup.ts';
import { explainTicketFailure } from './ticket-failures.ts';
import { ticketFailure } from './tickets.ts';

/** What hub.conf names for logins: its own certificate, the authority, the revocation list and the keytab. */
export async function checkHub(setup: HubSetup, output: PkiOutput): Promise<void> {
  const { file, certificate, key, clientCa, clientCrl, keytab } = setup;
  if (certificate !== undefined) {
    checkDates(await checkCertificate({ path: certificate, keyPath: key, what: `TLSCertificate in ${file}` }), certificate);
  }
  if (clientCa !== undefined) await readAuthorities(clientCa, `ClientCA in ${file}`);
  if (clientCrl !== undefined) await checkRevocationList(clientCrl, `ClientCRL in ${file}`);
  if (keytab !== undefined) await checkServiceKeys(setup, keytab, output);
  const ways = [...(clientCa === undefined ? [] : ['certificate']), ...(keytab === undefined ? [] : ['Kerberos'])];
  if (ways.length === 0)
    throw new Diagnosis(`${file} sets neither ClientCA nor AuthKeytab: nobody can log in by certificate or Kerberos`);
  output.out(`${file} is in order for logins by ${ways.join(' and ')}`);
}

async function checkRevocationList(path: string, what: string): Promise<void> {
  const lists = pemBlocks((await readNamedFile(path, what)).toString('latin1'), 'X509 CRL');
  if (lists.length === 0) throw new Diagnosis(`${what} names ${path}, in which there is no revocation list in PEM`);
  for (const { nextUpdate } of lists.map(readCrl)) {
    if (nextUpdate === undefined || nextUpdate > new Date()) continue;
    throw new Diagnosis(
      `${what} names ${path}, which ran out on ${day(nextUpdate)}: the hub refuses everybody until koji-pki crl has made a new one`,
    );
  }
}

/** Whether the keys of the keytab are still those that Kerberos encrypts tickets with. */
async function checkServiceKeys({ file, service }: HubSetup, keytab: string, output: PkiOutput): Promise<void> {
  for (const principal of await checkKeytab(keytab, `AuthKeytab in ${file}`, service)) {
    const host = principal.replace(/^[^/]*\//, '').replace(/@.*$/, '');
    const failure = await ticketFailure(host, { kind: 'kerberos', principal, keytab });
    const explanation = failure === undefined ? undefined : explainTicketFailure(failure, { who: principal, host, keytab, file });
    if (explanation !== undefined) throw new Diagnosis(explanation);
    // The hub itself needs no Kerberos server.
    if (failure !== undefined) output.out(`the keys of ${principal} cannot be compared with those of Kerberos: ${failure}`);
  }
}
