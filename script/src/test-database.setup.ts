import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@koji/common/testing/free-port';
import type { ProvidedContext } from 'vitest';
import type { TestProject } from 'vitest/node';
import { removeCluster, startCluster } from './postgres-cluster.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** A cluster that is thrown away at the end; connect to its database `postgres` to make one of your own. */
    postgresUrl: string;
  }
}

/** Gives every test file the address of one throw-away PostgreSQL cluster. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given: ProvidedContext['postgresUrl'] | undefined = process.env.KOJI_TEST_POSTGRES;
  if (given !== undefined) {
    project.provide('postgresUrl', given);
    return () => Promise.resolve();
  }
  const directory = mkdtempSync(join(tmpdir(), 'koji-test-postgres-'));
  const cluster = await startCluster({ directory, port: await freePort(), disposable: true });
  project.provide('postgresUrl', cluster.url('postgres'));
  return async () => {
    await cluster.stop();
    removeCluster(directory);
  };
}
