import { expect, test } from 'vitest';
import { clearCookie, issueCookie, readCookie } from './cookie.ts';
import { isToken, makeToken } from './csrf.ts';
import { pageOf } from './redirect.ts';
import { requireSecret } from './secret.ts';

const now = 1_800_000_000;
const rules = { secret: 'a-secret-of-some-length', timeoutHours: 72, path: '/koji' };
const cookieOf = (header: string) => header.split(';')[0] as string;

test('a cookie tells who logged in, until it expires', () => {
  const cookie = cookieOf(issueCookie('kojiadmin', now, rules));
  expect(readCookie(cookie, now + 5, rules)).toEqual({ user: 'kojiadmin', issuedAt: now });
  expect(readCookie(`theme=dark; ${cookie}; x=y`, now, rules)?.user).toBe('kojiadmin');
  expect(readCookie(cookie, now + 72 * 3600, rules)).toBeUndefined();
});
test('a cookie is for this site alone, hidden from scripts and from other sites', () => {
  for (const attribute of ['Path=/koji', 'Secure', 'HttpOnly', 'SameSite=Strict']) {
    expect(issueCookie('u', now, rules)).toContain(attribute);
    expect(clearCookie('/koji')).toContain(attribute);
  }
});
test('names with any characters survive the cookie', () => {
  const name = 'host/kojí@EXAMPLE.COM; a.b=c';
  expect(readCookie(cookieOf(issueCookie(name, now, rules)), now, rules)?.user).toBe(name);
});
test('a forged cookie means nobody', () => {
  const cookie = cookieOf(issueCookie('mallory', now, rules));
  const admin = Buffer.from('kojiadmin').toString('base64url');
  const forged = [
    undefined,
    '',
    'user=',
    cookie.replace(/=[^.]+/, `=${admin}`),
    cookie.replace(String(now), String(now + 9)),
    `${cookie}x`,
    `${cookie}.x`,
    cookieOf(issueCookie('mallory', now, { ...rules, secret: 'another-secret-of-length' })),
    cookieOf(issueCookie('mallory', now + 3600, rules)),
  ];
  for (const header of forged) expect(readCookie(header, now, rules)).toBeUndefined();
});

test('a token serves its user for half an hour at least and three quarters at most', () => {
  const token = makeToken('alice', now, rules.secret);
  expect(isToken(token, 'alice', now + 30 * 60, rules.secret)).toBe(true);
  expect(isToken(token, 'alice', now + 45 * 60, rules.secret)).toBe(false);
  expect(isToken(token, 'bob', now, rules.secret)).toBe(false);
  expect(isToken(token, 'alice', now, 'another-secret-of-length')).toBe(false);
  expect(isToken('', 'alice', now, rules.secret)).toBe(false);
  expect(isToken(undefined, 'alice', now, rules.secret)).toBe(false);
});
test('the signature of a cookie is no token', () => {
  const signature = cookieOf(issueCookie('alice', now, rules))
    .split('.')
    .at(-1);
  expect(isToken(signature, 'alice', now, rules.secret)).toBe(false);
});

test.each([
  ['builds?tagID=3', 'builds?tagID=3'],
  ['/koji/taskinfo?taskID=1', 'taskinfo?taskID=1'],
  ['/koji/', ''],
  ['', ''],
  [undefined, ''],
  ['https://evil.example/koji/builds', ''],
  ['//evil.example/koji/builds', ''],
  ['/\\evil.example', ''],
  ['\\\\evil.example', ''],
  ['/kojievil/builds', ''],
  ['/other', ''],
  ['../admin', ''],
  ['javascript:alert(1)', ''],
  ['builds\r\nSet-Cookie: x=y', ''],
  ['login?page=login', ''],
  ['logout', ''],
])('after a login %s leads to the page "%s"', (wanted, page) => {
  expect(pageOf(wanted, '/koji')).toBe(page);
});

test.each([undefined, 'short', 'CHANGE_ME', 'CHANGE_ME_PLEASE_CHANGE_ME', 'changeme-changeme-changeme'])(
  'the secret %s is refused',
  (secret) => {
    expect(() => requireSecret(secret)).toThrow(/Secret is/);
  },
);
test('a long random secret is taken', () => {
  expect(requireSecret('5f0c1e6ad1b74c9f')).toBe('5f0c1e6ad1b74c9f');
});
