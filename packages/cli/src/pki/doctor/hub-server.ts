import type { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import http from 'node:http';
import https from 'node:https';
import type { TLSSocket } from 'node:tls';
import { loginAddress } from '@koji/common/client/authentication';
import { formatSubject, parseSubjectLines } from '@koji/common/pki/subject';
import { Diagnosis } from './diagnosis.ts';
import { day, readAuthorities } from './pem-files.ts';
import type { ClientSetup } from './setup.ts';

/** Kerberos and fresh certificates bear no more. */
const toleratedSkewMs = 300_000;

export interface Seen {
  /** The clock of the hub. */
  readonly date: Date | undefined;
  /** What is wrong with the hub's certificate, in OpenSSL's word. */
  readonly problem: string | undefined;
  readonly certificate: X509Certificate | undefined;
}

/** Looks at the hub without logging in. Throws one sentence where it cannot be reached or its clock is not that of this machine. */
export async function lookAtHub(setup: ClientSetup): Promise<Seen> {
  const { serverca } = setup;
  if (serverca !== undefined) await readAuthorities(serverca, `serverca in ${setup.file}`);
  const url = new URL(loginAddress(setup.server, setup.auth));
  const seen = await look(url, serverca);
  checkClock(url, seen.date);
  return seen;
}

/** Throws one sentence where the program does not accept the hub's certificate. */
export async function checkHubCertificate(setup: ClientSetup, { problem, certificate }: Seen): Promise<void> {
  if (setup.verify && problem !== undefined) throw new Diagnosis(await explain(setup, problem, certificate));
}

async function look(url: URL, serverca: string | undefined): Promise<Seen> {
  const isTls = url.protocol === 'https:';
  const request = isTls
    ? https.request(url, {
        agent: false,
        rejectUnauthorized: false,
        ...(serverca === undefined ? {} : { ca: readFileSync(serverca) }),
      })
    : http.request(url, { agent: false });
  request.setTimeout(30_000, () => request.destroy(new Error('no answer within 30 seconds')));
  request.end();
  let response: IncomingMessage;
  try {
    [response] = (await once(request, 'response')) as [IncomingMessage];
  } catch (cause) {
    throw new Diagnosis(`the hub at ${url.host} cannot be reached: ${reasonOf(cause as Error)}`, { cause });
  }
  response.resume();
  const { date } = response.headers;
  const socket = isTls ? (response.socket as TLSSocket) : undefined;
  const seen = {
    date: date === undefined ? undefined : new Date(date),
    problem: socket === undefined || socket.authorized ? undefined : String(socket.authorizationError),
    certificate: socket?.getPeerX509Certificate(),
  };
  request.destroy();
  return seen;
}

/** Attempts at several addresses of a name fail with a code alone. */
function reasonOf(error: Error & { readonly code?: string }): string {
  return error.message || error.code || error.name;
}

function checkClock({ host }: URL, date: Date | undefined): void {
  const aheadMs = date === undefined ? 0 : Date.now() - date.getTime();
  if (Math.abs(aheadMs) <= toleratedSkewMs) return;
  const minutes = Math.round(Math.abs(aheadMs) / 60_000);
  throw new Diagnosis(
    `the clock here is ${minutes} minutes ${aheadMs > 0 ? 'ahead of' : 'behind'} the one of ${host}: set both by NTP, certificates and tickets are checked by them`,
  );
}

/** One sentence for what OpenSSL or Node have against the hub's certificate. */
async function explain({ server, serverca, file }: ClientSetup, problem: string, shown?: X509Certificate): Promise<string> {
  const subject = shown === undefined ? 'of the hub' : named(shown.subject);
  const trusted =
    serverca === undefined
      ? `the authorities of this system (no serverca in ${file})`
      : `serverca ${serverca} (${(await readAuthorities(serverca, 'serverca')).map((each) => named(each.subject)).join(', ')})`;
  switch (problem) {
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return `the hub's certificate ${subject} is for ${namesOf(shown)}, and ${file} calls the hub ${new URL(server).hostname}`;
    case 'CERT_HAS_EXPIRED':
      return `the hub's certificate ${subject} ran out${shown === undefined ? '' : ` on ${day(new Date(shown.validTo))}`}`;
    case 'CERT_NOT_YET_VALID':
      return `the hub's certificate ${subject} is not valid yet`;
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'CERT_SIGNATURE_FAILURE':
      return `the hub's certificate ${subject} was issued by ${shown === undefined ? 'somebody' : named(shown.issuer)}, which is not among ${trusted}`;
    default:
      return `the hub's certificate ${subject} is not accepted: ${problem}`;
  }
}

function named(lines: string): string {
  return formatSubject(parseSubjectLines(lines));
}

/** The names a certificate is good for; the common name counts where there is no other. */
function namesOf(certificate: X509Certificate | undefined): string {
  const alternative = certificate?.subjectAltName?.replaceAll(/(DNS|IP Address):/g, '');
  return alternative ?? parseSubjectLines(certificate?.subject ?? '').find(({ type }) => type === 'CN')?.value ?? 'no name';
}
