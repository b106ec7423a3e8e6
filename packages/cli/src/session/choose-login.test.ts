import { expect, test } from 'vitest';
import type { Settings } from '../settings.ts';
import { chooseLogin } from './choose-login.ts';

const choose = (settings: Partial<Settings>) => chooseLogin(settings as Settings);

test.each<[string, Partial<Settings>, object]>([
  ['a certificate, where there is one', { cert: 'a.pem', user: 'alice', password: 'x' }, { kind: 'certificate' }],
  ['a password, where a user is named', { user: 'alice', password: 'x' }, { kind: 'password', user: 'alice' }],
  ['Kerberos, where nothing is said', {}, { kind: 'kerberos' }],
  ['what authtype says', { authtype: 'kerberos', cert: 'a.pem', user: 'alice' }, { kind: 'kerberos' }],
  ['nothing with authtype = noauth', { authtype: 'noauth', cert: 'a.pem' }, { kind: 'anonymous' }],
  ['nothing with --noauth', { noauth: true, authtype: 'ssl', cert: 'a.pem' }, { kind: 'anonymous' }],
  ['on behalf of another user', { authtype: 'ssl', cert: 'a.pem', runas: 'bob' }, { proxyuser: 'bob' }],
  ['a keytab of a principal', { principal: 'a@B', keytab: '/k' }, { principal: 'a@B', keytab: '/k' }],
  ['no keytab of nobody', { keytab: '/k' }, { kind: 'kerberos', keytab: undefined }],
])('logs in with %s', (_how, settings, expected) => {
  expect(choose(settings)).toMatchObject(expected);
});

test.each<[string, Partial<Settings>]>([
  ['certificate', { authtype: 'ssl' }],
  ['password', { authtype: 'password', user: 'alice' }],
  ['known way', { authtype: 'nosuch' as 'ssl' }],
])('cannot without a %s', (_what, settings) => {
  expect(() => choose(settings)).toThrow('Unable to log in');
});
