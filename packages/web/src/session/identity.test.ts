import { AUTHTYPES } from '@koji/common/types/states';
import { describe, expect, test } from 'vitest';
import { proxyAuthentication } from '../hub/acting-hub.ts';
import { hasLooked, identityFromFrontEnd } from './identity.ts';

const certificate = { 'x-ssl-client-verify': 'SUCCESS', 'x-ssl-client-s-dn': 'CN=alice,O=Example' };

describe('what a front end says', () => {
  test('is who the certificate or the ticket names', () => {
    expect(identityFromFrontEnd(certificate, 'ssl')).toEqual({ name: 'alice', authtype: AUTHTYPES.SSL });
    expect(identityFromFrontEnd({ 'x-remote-user': 'alice@EXAMPLE.COM' }, 'gssapi')).toEqual({
      name: 'alice@EXAMPLE.COM',
      authtype: AUTHTYPES.GSSAPI,
    });
  });

  test.each([
    ['nothing', {}],
    ['another way to log in', { 'x-remote-user': 'alice' }],
    ['no certificate', { ...certificate, 'x-ssl-client-verify': 'NONE' }],
    ['a certificate that failed', { ...certificate, 'x-ssl-client-verify': 'FAILED:expired' }],
    ['a certificate twice', { ...certificate, 'x-ssl-client-verify': 'SUCCESS, SUCCESS' }],
    ['no subject', { 'x-ssl-client-verify': 'SUCCESS' }],
    ['no name', { ...certificate, 'x-ssl-client-s-dn': 'O=Example' }],
  ])('lets nobody in where it is %s', (_title, headers) => {
    expect(() => identityFromFrontEnd(headers, 'ssl')).toThrow(expect.objectContaining({ status: 403 }));
  });
  test('lets nobody in by certificate where tickets are wanted', () => {
    expect(() => identityFromFrontEnd(certificate, 'gssapi')).toThrow(expect.objectContaining({ status: 403 }));
  });

  test('shows whether it has looked', () => {
    expect(hasLooked({ 'x-ssl-client-verify': 'NONE' }, 'ssl')).toBe(true);
    expect(hasLooked({ 'x-remote-user': 'alice@EXAMPLE.COM' }, 'ssl')).toBe(false);
    expect(hasLooked({}, 'gssapi')).toBe(false);
  });
});

describe('the login at the hub in a visitor’s name', () => {
  const settings = { webKeytab: '/keytab', webCcache: '/ccache' };
  const withCertificate = { ...settings, webCert: '/web.pem', webPrincipal: undefined };
  const withPrincipal = { ...settings, webCert: undefined, webPrincipal: 'koji/web@EXAMPLE.COM' };

  test.each([
    ['a user known to the hub', withCertificate, { name: 'alice' }, { kind: 'certificate', proxyuser: 'alice' }],
    ['a certificate', withCertificate, { name: 'alice', authtype: 2 }, { kind: 'certificate', proxyuser: 'alice' }],
    [
      'a ticket, where we have a certificate',
      withCertificate,
      { name: 'alice@R', authtype: 3 },
      { kind: 'certificate', proxyuser: 'alice@R', proxyauthtype: 3 },
    ],
    ['a ticket', withPrincipal, { name: 'alice@R', authtype: 3 }, { kind: 'kerberos', proxyuser: 'alice@R' }],
    ['a user, where we have a principal', withPrincipal, { name: 'alice' }, { kind: 'kerberos', proxyuser: 'alice' }],
    [
      'a user whose name looks like a principal',
      withPrincipal,
      { name: 'alice@R' },
      { kind: 'kerberos', proxyuser: 'alice@R', proxyauthtype: 2 },
    ],
  ])('says what %s is', (_title, config, user, expected) => {
    const { kind, proxyuser, proxyauthtype } = proxyAuthentication(config, user) as Record<string, unknown> & { kind: string };
    expect({ kind, proxyuser, ...(proxyauthtype === undefined ? {} : { proxyauthtype }) }).toEqual(expected);
  });
});
