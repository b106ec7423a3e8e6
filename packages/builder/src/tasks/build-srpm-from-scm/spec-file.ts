import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { BuildError } from '@koji/common/errors';
import { unlessMissing } from '@koji/common/missing-files';

/** The spec file of a source tree: the only one, or of several the one named like the tree. Throws BuildError. */
export async function findSpec(sourceDir: string, supportRpmLayout: boolean): Promise<string> {
  const top = await specsIn(sourceDir);
  const specs = top.length > 0 || !supportRpmLayout ? top : await specsIn(join(sourceDir, 'SPECS'));
  const [only] = specs;
  if (only === undefined) throw new BuildError('No spec file found');
  if (specs.length === 1) return only;
  const named = specs.find((path) => basename(path) === `${basename(sourceDir)}.spec`);
  if (named === undefined) {
    const names = specs.map((path) => basename(path)).join(', ');
    throw new BuildError(`Multiple spec files found but none is matching SCM checkout dir name: ${names}`);
  }
  return named;
}

async function specsIn(directory: string): Promise<string[]> {
  const names = (await unlessMissing(readdir(directory))) ?? [];
  return names
    .filter((name) => name.endsWith('.spec'))
    .sort()
    .map((name) => join(directory, name));
}

/** Throws BuildError for a spec file that sets what the build system sets. */
export async function assertSpecAllowed(path: string): Promise<void> {
  checkSpec(await readFile(path, 'latin1'));
}

export function checkSpec(text: string): void {
  for (const tag of ['Packager', 'Distribution', 'Vendor']) {
    if (new RegExp(`^${tag}:`, 'm').test(text)) throw new BuildError(`${tag} is not allowed to be set in spec file`);
    const macro = tag.toLowerCase();
    if (new RegExp(`^%define\\s+${macro}\\s+`, 'm').test(text)) {
      throw new BuildError(`${macro} is not allowed to be defined in spec file`);
    }
  }
}
