import { childrenOf, fromBytes, isTime, momentOf } from './der.ts';
import { decodeParts, type NamePart } from './name.ts';
import { pemBytes } from './pem.ts';

export interface CrlFacts {
  readonly issuer: readonly NamePart[];
  /** When a newer list must have come, where the list says so. After it a server that checks the list refuses everyone. */
  readonly nextUpdate: Date | undefined;
}

/** Reads a revocation list from PEM (RFC 5280 5.1). */
export function readCrl(pem: string): CrlFacts {
  const [body] = childrenOf(fromBytes(pemBytes(pem)));
  const fields = childrenOf(body!);
  // Version and algorithm come before the issuer; the first version of the format had no field for itself.
  const thisUpdate = fields.findIndex(isTime);
  const next = fields[thisUpdate + 1];
  return { issuer: decodeParts(fields[thisUpdate - 1]!), nextUpdate: next && isTime(next) ? momentOf(next) : undefined };
}
