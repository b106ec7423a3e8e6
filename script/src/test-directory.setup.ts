import { chmodSync, mkdtempSync, readdirSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unlessMissing } from '@koji/common/missing-files';
import { isAlive, stopCluster } from './postgres-cluster.ts';
import { takeDown } from './trial/instance.ts';
import { trialLayout } from './trial/layout.ts';
import { isTrial } from './trial/settings.ts';

const prefix = 'koji-test-run-';

/**
 * What tests leave on the disk lies below one directory, which goes at the end of the run. That of a run that was killed
 * goes, with the servers that still work in it, when the next one begins.
 */
export async function setup(): Promise<() => Promise<void>> {
  // Each project of a run asks; the first has seen to it.
  if (process.env.KOJI_TEST_DIRECTORY !== undefined) return () => Promise.resolve();
  // Another run may be at it too.
  for (const left of leftBehind(tmpdir())) await unlessMissing(clear(left));
  const directory = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`));
  // The database runs as another user.
  chmodSync(directory, 0o755);
  process.env.KOJI_TEST_DIRECTORY = directory;
  process.env.TMPDIR = directory;
  return () => clear(directory);
}

/** Directories of runs of ours whose process is gone. */
function leftBehind(parent: string): string[] {
  return readdirSync(parent)
    .filter((name) => name.startsWith(prefix) && !isAlive(Number.parseInt(name.slice(prefix.length), 10)))
    .map((name) => join(parent, name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.uid === process.getuid?.());
}

async function clear(directory: string): Promise<void> {
  for (const path of directoriesBelow(directory, 2)) {
    await stopCluster(path);
    const layout = trialLayout(path);
    if (isTrial(layout)) await takeDown(layout);
  }
  await rm(directory, { recursive: true, force: true });
}
function directoriesBelow(parent: string, depth: number): string[] {
  const names = readdirSync(parent, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const paths = names.map(({ name }) => join(parent, name));
  return depth === 1 ? paths : [...paths, ...paths.flatMap((path) => directoriesBelow(path, depth - 1))];
}
