import { readList } from '@koji/common/rpm/fields';
import type { RpmFile } from '@koji/common/rpm/header';
import type { RpmDependency } from '@koji/common/types/rpm';
import { DEP_TYPES } from '@koji/common/types/states';

/** Order of the answer. */
const kinds = ['REQUIRE', 'PROVIDE', 'CONFLICT', 'OBSOLETE', 'SUGGEST', 'ENHANCE', 'SUPPLEMENT', 'RECOMMEND'] as const;

/** What an rpm asks for, offers and excludes; one kind (a DEP_TYPES number) or all. */
export function readDependencies(rpm: RpmFile, only: number | null): RpmDependency[] {
  return kinds
    .filter((kind) => only === null || DEP_TYPES[kind] === only)
    .flatMap((kind) => {
      const names = readList(rpm, `${kind}NAME`);
      const versions = readList(rpm, `${kind}VERSION`);
      const flags = readList(rpm, `${kind}FLAGS`);
      const type = DEP_TYPES[kind];
      return names.map((name, at) => ({
        name: String(name),
        version: String(versions[at] ?? ''),
        flags: Number(flags[at] ?? 0),
        type,
      }));
    });
}
