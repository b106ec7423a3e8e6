import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { repository } from '../script/src/trial/layout.ts';
import { run } from './trial.fixture.ts';

/** The client to be content with us. */
const version = '1.36.1';
const pureLibraries = ['requests', 'python-dateutil', 'six', 'defusedxml'];
const environment = join(repository, 'node_modules/.cache', `koji-python-${version}-gssapi`);

/** The Python koji command. */
export const foreignClient = join(environment, 'bin/koji');

/** Why it cannot be tried here, if so. It is installed from PyPI on first use, in an environment of its own. */
export async function missingForForeignClient(): Promise<string | undefined> {
  if (existsSync(foreignClient)) return undefined;
  const problem = await install();
  if (problem === undefined) return undefined;
  await rm(environment, { recursive: true, force: true });
  return `the Python koji client ${version} could not be installed from PyPI (${problem})`;
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
  // The command comes last, so that where it is the rest is too.
  for (const wanted of [pureLibraries, ['--no-deps', 'requests-gssapi==1.4.0'], ['--no-deps', `koji==${version}`]]) {
    const installed = await run(join(environment, 'bin/pip'), ['install', '--quiet', '--retries', '1', ...wanted]);
    if (installed.status !== 0) return lastLine(installed.stderr);
  }
  return undefined;
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
