import type { Authentication } from '@koji/common/client/authentication';
import { CommandFailure } from '../errors.ts';
import type { Settings } from '../settings.ts';

/**
 * How to log in: as `authtype` says, and where it says nothing by certificate if there is one, by password if a user was
 * named, by Kerberos otherwise.
 */
export function chooseLogin(settings: Settings): Authentication {
  const { authtype, noauth, cert, user, runas } = settings;
  if (noauth || authtype === 'noauth') return { kind: 'anonymous' };
  if (authtype === 'ssl' || (authtype === undefined && cert !== undefined)) {
    if (cert === undefined)
      throw new CommandFailure('Unable to log in: no client certificate (set "cert" or put it at ~/.koji/client.crt)');
    return { kind: 'certificate', proxyuser: runas };
  }
  if (authtype === 'password' || (authtype === undefined && user !== undefined)) return passwordLogin(settings);
  if (authtype === 'kerberos' || authtype === undefined) return kerberosLogin(settings);
  throw new CommandFailure('Unable to log in, no authentication methods available');
}

function passwordLogin({ user, password }: Settings): Authentication {
  if (user === undefined || password === undefined)
    throw new CommandFailure('Unable to log in: a password login needs --user and --password');
  return { kind: 'password', user, password };
}

/** A keytab counts only for a named principal. */
function kerberosLogin({ principal, keytab, runas }: Settings): Authentication {
  return { kind: 'kerberos', principal, keytab: principal === undefined ? undefined : keytab, proxyuser: runas };
}
