import { GenericError } from '@koji/common/errors';
import type { ArchiveType } from '@koji/common/types/archive';

/** The type of a file by its name. The longest extension counts: `.tar.gz` before `.gz`. */
export function archiveTypeOf(types: readonly ArchiveType[], filename: string): ArchiveType | undefined {
  const parts = filename.toLowerCase().split('.');
  for (let start = 0; start < parts.length; start += 1) {
    const extension = parts.slice(start).join('.');
    const matching = types.filter((type) => extensionsOf(type).includes(extension));
    if (matching.length > 1) throw new GenericError(`multiple matches for file extension: ${extension}`);
    if (matching[0]) return matching[0];
  }
  return undefined;
}
function extensionsOf({ extensions }: ArchiveType): string[] {
  return extensions.toLowerCase().split(/\s+/);
}
