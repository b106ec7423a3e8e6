import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { BuildError } from '@koji/common/errors';
import { readRpm } from '@koji/common/rpm/header';
import { noarchDifferences } from '@koji/common/rpm/noarch-difference';
import type { WireValue } from '@koji/common/wire/values';
import { groupBy } from '../db/group-by.ts';
import type { Call } from '../rpc/call.ts';
import { isStruct } from '../rpc/shapes.ts';
import { uploadedOrMovedFile } from './uploaded-file.ts';

const hashesName = 'noarch_rpmdiff.json';

/**
 * A noarch rpm that several arches built must be the same from each; the first is kept. Throws BuildError where they
 * differ. Paths are relative to the work directory.
 */
export async function dropRepeatedNoarch(call: Call, rpms: readonly string[], logs: readonly string[]): Promise<string[]> {
  const repeated = groupBy(
    rpms.filter((path) => path.endsWith('.noarch.rpm')),
    (path) => basename(path),
  );
  const hashes = await readHashes(call, logs);
  const dropped = new Set<string>();
  for (const [name, [first, ...others]] of repeated) {
    for (const other of others) {
      dropped.add(other);
      if (first !== undefined && !isSameByHash(hashes, first, other)) await assertSame(call, name, first, other);
    }
  }
  return rpms.filter((path) => !dropped.has(path));
}

async function assertSame(call: Call, name: string, first: string, other: string): Promise<void> {
  const [a, b] = [await readRpm(await uploadedOrMovedFile(call, first)), await readRpm(await uploadedOrMovedFile(call, other))];
  const differences = noarchDifferences(a, b);
  if (differences.length === 0) return;
  const shown = differences.slice(0, 100).join('\n');
  throw new BuildError(
    `The following noarch package built differently on different architectures: ${name}\nrpmdiff output was:\n${shown}`,
  );
}

/** What builders found out already: by task id and file name, a hash of all that must agree. */
type Hashes = ReadonlyMap<string, string>;
async function readHashes(call: Call, logs: readonly string[]): Promise<Hashes> {
  const hashes = new Map<string, string>();
  for (const log of logs.filter((path) => basename(path) === hashesName)) {
    for (const [taskId, ofTask] of entriesOf(await parseFile(call, log))) {
      for (const [name, hash] of entriesOf(ofTask)) if (typeof hash === 'string') hashes.set(`${taskId}/${name}`, hash);
    }
  }
  return hashes;
}
async function parseFile(call: Call, log: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(await uploadedOrMovedFile(call, log), 'utf8'));
  } catch (err) {
    if (!(err instanceof SyntaxError)) throw err;
    call.log.warn({ err, log }, 'cannot read the hashes of noarch rpms, comparing the rpms');
    return null;
  }
}
function entriesOf(value: unknown): [string, WireValue][] {
  return isStruct(value) ? Object.entries(value) : [];
}

function isSameByHash(hashes: Hashes, first: string, other: string): boolean {
  const [a, b] = [first, other].map((path) => hashes.get(`${taskOf(path)}/${basename(path)}`));
  return a !== undefined && a === b;
}
/** The task whose output a path names: `tasks/<id mod 10000>/<id>/…`. */
function taskOf(path: string): string {
  return path.split('/')[2] ?? '';
}
