import { basename, join } from 'node:path';
import { BuildError } from '@koji/common/errors';
import { formatNvr } from '@koji/common/rpm/nvr';
import type { WireStruct } from '@koji/common/wire/values';
import type { Buildroot } from '../buildroot/buildroot.ts';
import { readSourcePackage } from '../rpm/source-package.ts';
import { uploadDirectory, uploadOutput } from './outputs.ts';
import type { TaskContext } from './task.ts';

/** Finds the one source package that a build root made. Throws BuildError when it is not exactly one, or of another name. */
export async function findMadeSource(buildroot: Buildroot): Promise<string> {
  const names = await buildroot.results('.src.rpm');
  const [name] = names;
  if (name === undefined) throw new BuildError(`No srpms found in ${buildroot.paths.result}`);
  if (names.length > 1) throw new BuildError(`Multiple srpms found in ${buildroot.paths.result}: ${names.join(', ')}`);
  const path = join(buildroot.paths.result, name);
  const { facts } = await readSourcePackage(path);
  const expected = `${formatNvr(facts)}.src.rpm`;
  if (expected !== name) throw new BuildError(`srpm name mismatch: ${expected} != ${name}`);
  return path;
}

/** Hands the source package over and ends the build root; the answer of tasks that make source packages. */
export async function answerSource(
  context: TaskContext,
  buildroot: Buildroot,
  srpm: string,
  source: WireStruct,
  moreLogs: readonly string[] = [],
): Promise<WireStruct> {
  const uploaded = await uploadOutput(context, srpm);
  const logs = [...buildroot.logs, ...moreLogs].map((name) => `${uploadDirectory(context)}/${name}`);
  await buildroot.expire();
  return { srpm: uploaded, logs, brootid: buildroot.id, source };
}

/** An uploaded source package is known by its file name alone. */
export function sourceOfFile(srpm: string): WireStruct {
  return { source: basename(srpm), url: basename(srpm) };
}
