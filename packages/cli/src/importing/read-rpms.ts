import { GenericError } from '@koji/common/errors';
import { type RpmFacts, readFacts } from '@koji/common/rpm/fields';
import { readRpm } from '@koji/common/rpm/header';
import { formatNvr, parseNvra } from '@koji/common/rpm/nvr';

export interface RpmToImport {
  readonly path: string;
  readonly facts: RpmFacts;
}

/** Reads the rpms and gathers them by the build that they belong to, both sorted. */
export async function readRpmsByBuild(paths: readonly string[]): Promise<ReadonlyMap<string, readonly RpmToImport[]>> {
  const rpms = await Promise.all(paths.map(async (path) => ({ path, facts: readFacts(await readRpm(path)) })));
  const byBuild = new Map<string, RpmToImport[]>();
  for (const rpm of rpms.sort((a, b) => (a.path < b.path ? -1 : 1))) {
    const nvr = buildOf(rpm);
    byBuild.set(nvr, [...(byBuild.get(nvr) ?? []), rpm]);
  }
  return new Map([...byBuild].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function buildOf({ path, facts }: RpmToImport): string {
  if (facts.isSource) return formatNvr(facts);
  if (facts.sourceRpm === null) throw new GenericError(`${path} does not name its source package`);
  return formatNvr(parseNvra(facts.sourceRpm));
}
