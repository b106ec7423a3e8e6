import { componentOf, formatSubject, parseSubjectLines } from '@koji/common/pki/subject';
import type { PkiOutput } from '../run.ts';
import { Diagnosis } from './diagnosis.ts';
import { checkHub } from './hub-configuration.ts';
import { type Applicant, checkLogin } from './hub-login.ts';
import { checkHubCertificate, lookAtHub } from './hub-server.ts';
import { checkKeytab } from './keytab.ts';
import { checkCertificate, checkDates } from './pem-files.ts';
import { readSetup } from './read-setup.ts';
import type { ClientSetup } from './setup.ts';

export interface DoctorOptions {
  /** The koji command's own files without it. */
  readonly config?: string;
  readonly profile: string;
}

/**
 * The `doctor` command: finds out why a program cannot log in to the hub. Checks go from what is near to what is far, and the first
 * that fails throws one sentence.
 */
export async function examine({ config, profile }: DoctorOptions, output: PkiOutput): Promise<void> {
  const setup = await readSetup(config, profile);
  if (setup.program === 'hub') return checkHub(setup, output);
  const applicant = await checkApplicant(setup);
  const seen = await lookAtHub(setup);
  if (applicant.certificate !== undefined) checkDates(applicant.certificate, setup.cert ?? '');
  await checkHubCertificate(setup, seen);
  await checkLogin(setup, applicant);
  output.out(`${applicant.who} can log in to ${setup.server}`);
}

/** What the program proves itself with, as far as that can be judged here. */
async function checkApplicant(setup: ClientSetup): Promise<Applicant> {
  const { auth, file, user } = setup;
  if (auth.kind === 'certificate') return checkOwnCertificate(setup);
  if (auth.kind === 'password') return { who: auth.user, name: auth.user, issuer: '' };
  if (auth.kind === 'anonymous') throw new Diagnosis(`${file} says noauth: nobody logs in`);
  if (auth.keytab === undefined)
    return { who: auth.principal ?? 'the owner of the ticket', name: auth.principal ?? '', issuer: '' };
  const wanted = auth.principal ?? user ?? '';
  const [who] = await checkKeytab(auth.keytab, `keytab in ${file}`, wanted);
  return { who: who!, name: who!, issuer: '' };
}

async function checkOwnCertificate({ cert, file, program, user }: ClientSetup): Promise<Applicant> {
  if (cert === undefined) throw new Diagnosis(`${file} names no certificate, and there is none at the usual places`);
  const what = `${program === 'web' ? 'WebCert' : 'cert'} in ${file}`;
  const certificate = await checkCertificate({ path: cert, what });
  const { subject, x509 } = certificate;
  const name = componentOf(subject, 'CN') ?? '';
  const who = formatSubject(subject);
  if (user !== undefined && user !== name) {
    throw new Diagnosis(
      `${file} sets user = ${user}, but the certificate ${cert} is that of ${name}: the hub takes the certificate's name`,
    );
  }
  return { who, name, issuer: formatSubject(parseSubjectLines(x509.issuer)), certificate };
}
