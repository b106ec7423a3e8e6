import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { connectHub, type HubSession } from '@koji/common/client/hub-client';
import type { HubApi } from '@koji/hub/api';
import { makeSourcePackage } from '../script/src/demo/sample.ts';
import { stopCluster } from '../script/src/postgres-cluster.ts';
import { addressesOf } from '../script/src/trial/addresses.ts';
import { authorityFile, issueToUser } from '../script/src/trial/certificates.ts';
import type { Trial } from '../script/src/trial/components.ts';
import { bringUp, takeDown, type UpWishes } from '../script/src/trial/instance.ts';
import { repository, trialLayout } from '../script/src/trial/layout.ts';
import { isTrial } from '../script/src/trial/settings.ts';

const execute = promisify(execFile);

export interface Finished {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end; a status other than 0 is an answer, not an error. */
export async function run(
  program: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<Finished> {
  try {
    return { status: 0, ...(await execute(program, args, { maxBuffer: 1 << 26, ...options })) };
  } catch (error) {
    const { code, stdout, stderr } = error as { code?: unknown; stdout: string; stderr: string };
    if (typeof code !== 'number') throw error;
    return { status: code, stdout, stderr };
  }
}

export interface RunningTrial extends AsyncDisposable {
  readonly trial: Trial;
  readonly hubUrl: string;
  /** A session of the user, logged in by certificate. */
  login(user: string): Promise<HubSession<HubApi>>;
  /** Runs our own command line as the administrator and fails the test when it fails. */
  koji(...args: string[]): Promise<string>;
}

/** A new directory that every user can look into, as the database's must. */
export function scratchDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'koji-test-'));
  chmodSync(directory, 0o755);
  return directory;
}

/** A whole instance in processes of its own, gone at the end: `await using koji = await startTrial({ without: ['web'] })`. */
export async function startTrial(wishes: UpWishes): Promise<RunningTrial> {
  const directory = scratchDirectory();
  const layout = trialLayout(join(directory, 'koji'));
  const end = async () => {
    if (isTrial(layout)) await takeDown(layout);
    // An instance that did not get as far as being one has at most a database.
    else await stopCluster(layout.postgres);
    await rm(directory, { recursive: true, force: true });
  };
  const trial = await bringUp(layout, wishes).catch(async (error: unknown) => {
    await end();
    throw error;
  });
  const hubUrl = addressesOf(trial.settings).hub;
  return {
    trial,
    hubUrl,
    async login(user) {
      const cert = await issueToUser(layout, user);
      return connectHub<HubApi>({
        server: hubUrl,
        auth: { kind: 'certificate' },
        tls: { cert, serverca: authorityFile(layout) },
      });
    },
    async koji(...args) {
      const { status, stdout, stderr } = await run(process.execPath, [
        join(repository, 'packages/cli/bin/koji.mjs'),
        '--config',
        layout.kojiConf,
        ...args,
      ]);
      if (status !== 0) throw new Error(`koji ${args.join(' ')} ended with status ${status}:\n${stdout}${stderr}`);
      return stdout;
    },
    [Symbol.asyncDispose]: end,
  };
}

/** The tags, target, groups and package list that a build of the sample needs. */
export async function setUpForSample({ koji }: RunningTrial, arch: string): Promise<void> {
  await koji('add-tag', 'dist');
  await koji('add-tag', '--parent', 'dist', '--arches', arch, 'dist-build');
  await koji('add-target', 'dist', 'dist-build');
  for (const group of ['build', 'srpm-build']) {
    await koji('add-group', 'dist-build', group);
    await koji('add-group-pkg', 'dist-build', group, 'bash', 'gcc', 'make');
  }
  await koji('add-pkg', '--owner', 'kojiadmin', 'dist', 'hello-koji');
}

export { makeSourcePackage };
