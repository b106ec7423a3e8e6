import { BuildError } from '@koji/common/errors';
import { type RpmFacts, readFacts, readField } from '@koji/common/rpm/fields';
import { readRpm } from '@koji/common/rpm/header';

/** What of a source package decides how it is built. */
export interface SourcePackage {
  readonly facts: RpmFacts;
  readonly buildArches: readonly string[];
  readonly exclusiveArches: readonly string[];
  readonly excludeArches: readonly string[];
}

/** Reads a source package. Throws BuildError for any other file. */
export async function readSourcePackage(path: string, shownName = path): Promise<SourcePackage> {
  const rpm = await readRpm(path);
  const facts = readFacts(rpm);
  if (!facts.isSource) throw new BuildError(`${shownName} is not a source package`);
  const list = (field: string) => (readField(rpm, field) as unknown[]).map(String);
  return { facts, buildArches: list('BUILDARCHS'), exclusiveArches: list('EXCLUSIVEARCH'), excludeArches: list('EXCLUDEARCH') };
}

/** Throws BuildError unless the package says who made it, which the build root's configuration arranges. */
export async function assertMarked(path: string): Promise<void> {
  const rpm = await readRpm(path);
  for (const field of ['packager', 'vendor', 'distribution']) {
    if (!readField(rpm, field)) throw new BuildError(`The build system failed to set the ${field} tag`);
  }
}
