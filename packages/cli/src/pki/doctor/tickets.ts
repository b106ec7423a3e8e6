import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Authentication, negotiate } from '@koji/common/client/authentication';
import { GSSAPIAuthError } from '@koji/common/errors';

type Kerberos = Extract<Authentication, { readonly kind: 'kerberos' }>;

/** What Kerberos says when no ticket for HTTP/<host> can be had; undefined where there is one. */
export async function ticketFailure(host: string, auth: Kerberos): Promise<string | undefined> {
  return withTicketCache(auth, async (own) => {
    try {
      await negotiate(host, own);
      return undefined;
    } catch (error) {
      if (!(error instanceof GSSAPIAuthError)) throw error;
      return error.message;
    }
  });
}

/** Tickets of a keytab go into a cache that is gone afterwards; without a keytab the user's own count. */
export async function withTicketCache<A extends Authentication, T>(auth: A, work: (auth: A) => Promise<T>): Promise<T> {
  if (auth.kind !== 'kerberos' || auth.keytab === undefined) return work(auth);
  const directory = await mkdtemp(join(tmpdir(), 'koji-doctor-'));
  try {
    return await work({ ...auth, ccache: join(directory, 'ccache') });
  } finally {
    await rm(directory, { recursive: true });
  }
}
