import { expect, test } from 'vitest';
import { componentOf, formatSubject, isSameSubject, parseForwardedSubject, parseSubject, parseSubjectLines } from './subject.ts';

const example = [
  { type: 'C', value: 'AT' },
  { type: 'O', value: 'Exämple, Inc' },
  { type: 'CN', value: 'joe' },
  { type: 'emailAddress', value: 'joe@example.com' },
];

test.each([
  ['as Node shows it', parseSubjectLines('C=AT\nO=Exämple\\, Inc\nCN=joe\nemailAddress=joe@example.com')],
  ['as openssl -nameopt compat', parseSubject('/C=AT/O=Ex\\xC3\\xA4mple, Inc/CN=joe/emailAddress=joe@example.com')],
  ['as RFC 2253', parseSubject('emailAddress=joe@example.com,CN=joe,O=Ex\\C3\\A4mple\\, Inc,C=AT')],
  ['as RFC 2253 with blanks', parseSubject('emailAddress=joe@example.com, CN=joe, O=Exämple\\, Inc, C=AT')],
  ['as nginx sends it', parseForwardedSubject('emailAddress=joe@example.com,CN=joe,O=Ex\\C3\\A4mple\\, Inc,C=AT')],
  [
    'as Apache sends it',
    parseForwardedSubject(Buffer.from('emailAddress=joe@example.com,CN=joe,O=Exämple\\, Inc,C=AT', 'utf8').toString('latin1')),
  ],
])('a subject is read %s', (_title, subject) => {
  expect(subject).toEqual(example);
  expect(formatSubject(subject)).toBe('/C=AT/O=Exämple, Inc/CN=joe/emailAddress=joe@example.com');
});

test('several attributes may stand in one part, and signs of the notation in a value', () => {
  expect(parseSubjectLines('O=a\nCN=joe + emailAddress=joe@x.org')).toEqual(parseSubject('/O=a/CN=joe+emailAddress=joe@x.org'));
  expect(parseSubject('/O=Example/CN=host/web.example.com').at(-1)?.value).toBe('host/web.example.com');
  expect(parseSubject('CN=a\\+b\\=c\\\\,O=x').at(-1)?.value).toBe('a+b=c\\');
  expect(parseSubjectLines('O=x\nCN=two\\0ACN=lines').at(-1)?.value).toBe('two\nCN=lines');
});

test.each([
  ['C=AT\nO=Example\nCN=kojiadmin', 'kojiadmin'],
  ['CN=outer\nCN=inner', 'inner'],
  ['O=a\nCN=joe+emailAddress=joe@example.com', 'joe'],
  ['O=CN=fake', undefined],
  ['O=only', undefined],
  ['CN=', undefined],
  ['', undefined],
])('the name in %j is %s', (subject, name) => {
  expect(componentOf(parseSubjectLines(subject), 'CN')).toBe(name);
});

test('a value cannot pass for parts of its own', () => {
  const forged = parseSubjectLines('O=Example/CN=kojiweb');
  expect(isSameSubject(forged, parseSubject('/O=Example/CN=kojiweb'))).toBe(false);
  expect(componentOf(forged, 'CN')).toBeUndefined();
  expect(parseForwardedSubject('/CN=mallory/OU=x/CN=alice')).toEqual([]);
  expect(componentOf(parseForwardedSubject('/DC=org/DC=example/OU=a/OU=b/CN=alice'), 'CN')).toBe('alice');
});

test('subjects are the same when all their parts are', () => {
  expect(isSameSubject(example, parseSubject(formatSubject(example)))).toBe(true);
  expect(isSameSubject(example, example.slice(1))).toBe(false);
  expect(isSameSubject(parseSubject('/CN=a/O=x'), parseSubject('/O=x/CN=a'))).toBe(false);
});
