/** The protocol's enumerations (constants.md). The numbers travel and are stored; the names are for people. */
export const TASK_STATES = { FREE: 0, OPEN: 1, CLOSED: 2, CANCELED: 3, ASSIGNED: 4, FAILED: 5 } as const;
export type TaskState = (typeof TASK_STATES)[keyof typeof TASK_STATES];
export const BUILD_STATES = { BUILDING: 0, COMPLETE: 1, DELETED: 2, FAILED: 3, CANCELED: 4 } as const;
export type BuildState = (typeof BUILD_STATES)[keyof typeof BUILD_STATES];
export const USERTYPES = { NORMAL: 0, HOST: 1, GROUP: 2 } as const;
export const USER_STATUS = { NORMAL: 0, BLOCKED: 1 } as const;
export const AUTHTYPES = { NORMAL: 0, KERBEROS: 1, SSL: 2, GSSAPI: 3 } as const;
export const REPO_STATES = { INIT: 0, READY: 1, EXPIRED: 2, DELETED: 3, PROBLEM: 4 } as const;
export type RepoState = (typeof REPO_STATES)[keyof typeof REPO_STATES];
export const REPO_MERGE_MODES = ['koji', 'simple', 'bare'] as const;
export type RepoMergeMode = (typeof REPO_MERGE_MODES)[number];
export const BR_STATES = { INIT: 0, WAITING: 1, BUILDING: 2, EXPIRED: 3 } as const;
export type BuildrootState = (typeof BR_STATES)[keyof typeof BR_STATES];
export const BR_TYPES = { STANDARD: 0, EXTERNAL: 1 } as const;
export const TAG_UPDATE_TYPES = { VOLUME_CHANGE: 0, IMPORT: 1, MANUAL: 2, DRAFT_PROMOTION: 3 } as const;
export type TagUpdateType = (typeof TAG_UPDATE_TYPES)[keyof typeof TAG_UPDATE_TYPES];
export const CHECKSUM_TYPES = { md5: 0, sha1: 1, sha256: 2 } as const;
export type ChecksumType = (typeof CHECKSUM_TYPES)[keyof typeof CHECKSUM_TYPES];
export const DEP_TYPES = {
  REQUIRE: 0,
  PROVIDE: 1,
  OBSOLETE: 2,
  CONFLICT: 3,
  SUGGEST: 4,
  ENHANCE: 5,
  SUPPLEMENT: 6,
  RECOMMEND: 7,
} as const;
export const API_VERSION = 1;

/** The name of a number in one of the tables above; what is in none reads as the number itself. */
export function nameOf(table: Readonly<Record<string, number>>, value: number): string {
  return Object.keys(table).find((name) => table[name] === value) ?? String(value);
}
