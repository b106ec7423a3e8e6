import { access, constants } from 'node:fs/promises';
import { loadKerberos } from './module.ts';
import { isNamed } from './principals.ts';

/** What became of an `Authorization: Negotiate` header (RFC 4559). */
export type Negotiated =
  | {
      readonly kind: 'accepted';
      /** `alice@EXAMPLE.COM` */
      readonly principal: string;
      /** What the ticket is for: `HTTP/hub.example.com@EXAMPLE.COM` */
      readonly service: string;
      /** The WWW-Authenticate header of the answer, by which the server proves itself in turn. */
      readonly answer: string;
    }
  /** The answer is a 401 with `WWW-Authenticate: Negotiate`. */
  | { readonly kind: 'refused'; readonly reason: string };

/** Active Directory puts the groups of a user into the ticket, which may make the header this long. */
export const longestHeadersBytes = 65_536;

export type TicketCheck = (authorization: string | undefined) => Promise<Negotiated>;

/**
 * Prepares to check tickets with the keys of a keytab. Tickets must be for a service `HTTP/…` that is in it, or for the one
 * called `service`, with or without its realm. The keytab is the whole process's, as the library behind takes it from the
 * environment. Throws where the keytab cannot be read or the native module is missing.
 */
export async function createTicketCheck(keytab: string, service = 'HTTP/'): Promise<TicketCheck> {
  const kerberos = await loadKerberos();
  await access(keytab, constants.R_OK);
  process.env.KRB5_KTNAME = keytab;
  return async (authorization) => {
    const token = /^Negotiate +([A-Za-z0-9+/]+=*)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) return { kind: 'refused', reason: 'no ticket was sent' };
    const acceptor = await kerberos.initializeServer('');
    try {
      // One step has to do: later ones would need a state that belongs to the connection, and no browser takes more.
      await acceptor.step(token);
    } catch (error) {
      return { kind: 'refused', reason: (error as Error).message };
    }
    const { username, targetName, response } = acceptor;
    if (targetName === null || !isNamed(targetName, service))
      return { kind: 'refused', reason: `the ticket is for ${targetName ?? 'nothing'}` };
    // Other mechanisms of the library know names without a realm.
    if (!username || !/.@./.test(username)) return { kind: 'refused', reason: `${username ?? 'nobody'} is not a principal` };
    const answer = response === null ? 'Negotiate' : `Negotiate ${response}`;
    return { kind: 'accepted', principal: username, service: targetName, answer };
  };
}
