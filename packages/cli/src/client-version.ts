import { KOJI_VERSION } from '@koji/common/types/version';

/** What this client says it is: the revision of the protocol that it speaks, which scripts compare. */
export const clientVersion = KOJI_VERSION;
