import type { ArchiveFile } from '@koji/common/types/archive';

export type ArchiveMember = Omit<ArchiveFile, 'archive_id'>;

/** Files with more members are not listed: the answer would be of use to nobody. */
export const maxMembers = 1_000_000;
