import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { repository } from '../script/src/trial/layout.ts';
import { run } from './trial.fixture.ts';

/** The client to be content with us. */
const version = '1.36.1';
const pureLibraries = ['requests', 'python-dateutil', 'six', 'defusedxml'];
const environment = join(repository, 'node_modules/.cache', `koji-python-${version}-gssapi`);

export type ForeignClient = { readonly program: string } | { readonly missing: string };

/** The Python koji command in an environment of its own, installed from PyPI on first use. Required where CI=true. */
export async function installForeignClient(): Promise<ForeignClient> {
  const program = join(environment, 'bin/koji');
  if (existsSync(program)) return { program };
  const problem = await install();
  if (problem === undefined) return { program };
  await rm(environment, { recursive: true, force: true });
  const missing = `the Python koji client ${version} could not be installed from PyPI (${problem})`;
  if (process.env.CI === 'true') throw new Error(missing);
  return { missing };
}

async function install(): Promise<string | undefined> {
  await mkdir(environment, { recursive: true });
  // The system's Python is the one that has librpm, which PyPI does not offer.
  const python = existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3';
  const made = await run(python, ['-m', 'venv', '--system-site-packages', environment]).catch((error: Error) => ({
    status: 1,
    stdout: '',
    stderr: error.message,
  }));
  if (made.status !== 0) return lastLine(made.stdout + made.stderr);
  // The binding of GSSAPI is the system's, if it is there: it would be compiled for minutes, and only Kerberos needs it.
  for (const wanted of [['--no-deps', `koji==${version}`, 'requests-gssapi==1.4.0'], pureLibraries]) {
    const installed = await run(join(environment, 'bin/pip'), ['install', '--quiet', '--retries', '1', ...wanted]);
    if (installed.status !== 0) return lastLine(installed.stderr);
  }
  return undefined;
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
