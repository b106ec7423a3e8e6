import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { repository, type TrialLayout } from './layout.ts';

const run = promisify(execFile);
const kojiPki = join(repository, 'packages/cli/bin/koji-pki.mjs');

/** The name that the trial's builder has in Koji. */
export const builderName = 'builder';
export const certificateNames = ['kojiadmin', 'kojira', 'kojiweb', builderName] as const;

export function authorityFile(layout: TrialLayout): string {
  return join(layout.pki, 'koji_ca_cert.crt');
}
/** Certificate and key in one file. */
export function bundleFile(layout: TrialLayout, name: string): string {
  return join(layout.pki, `${name}.pem`);
}

/** Makes the authority and what it issues to the components, the set-up guide's way, as far as it is not there. */
export async function prepareCertificates(layout: TrialLayout): Promise<void> {
  if (!existsSync(authorityFile(layout))) await pki(layout, 'init', '--org', 'Koji trial');
  const missing = (name: string) => !existsSync(bundleFile(layout, name));
  if (missing('kojihub')) await pki(layout, 'server', 'localhost', '127.0.0.1', '--name', 'kojihub');
  if (missing('kojiweb')) await pki(layout, 'component', 'kojiweb', '--san', 'localhost', '--san', '127.0.0.1');
  for (const name of ['kojira', builderName]) if (missing(name)) await pki(layout, 'component', name);
  await issueToUser(layout, 'kojiadmin');
}

/** The bundle of the user called `name`, issued now unless it was before. */
export async function issueToUser(layout: TrialLayout, name: string): Promise<string> {
  if (!existsSync(bundleFile(layout, name))) await pki(layout, 'user', name);
  return bundleFile(layout, name);
}

/** What a web browser imports to log in as the user; made anew each time. */
export async function makeBrowserFile(layout: TrialLayout, name: string, password: string): Promise<string> {
  const passwordFile = join(layout.pki, 'private', 'browser-password');
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  await pki(layout, 'p12', name, '--force', '--password-file', passwordFile);
  return join(layout.pki, 'certs', `${name}_browser_cert.p12`);
}

/** The subject as ProxyDNs wants it: /O=Example/CN=kojiweb. */
export async function subjectOf(layout: TrialLayout, name: string): Promise<string> {
  const certificate = new X509Certificate(await readFile(bundleFile(layout, name)));
  return `/${certificate.subject.split('\n').join('/')}`;
}

async function pki(layout: TrialLayout, ...args: string[]): Promise<void> {
  try {
    await run(process.execPath, [kojiPki, '--dir', layout.pki, ...args]);
  } catch (cause) {
    throw new Error(`koji-pki ${args.join(' ')} failed: ${(cause as { stderr?: string }).stderr?.trim()}`, { cause });
  }
}
