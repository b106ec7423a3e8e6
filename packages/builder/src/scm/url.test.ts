import { expect, test } from 'vitest';
import { isScmUrl, parseScmUrl } from './url.ts';

test.each([
  [
    'git://host/a/b#c',
    { type: 'GIT', scheme: 'git', user: undefined, host: 'host', repository: '/a/b', module: '', revision: 'c' },
  ],
  [
    'git+https://host:8443/a/b.git?pkg/x/#origin/f42',
    { type: 'GIT', scheme: 'git+https', host: 'host:8443', repository: '/a/b.git', module: 'pkg/x', revision: 'origin/f42' },
  ],
  ['git+ssh://me@host/a/b/#1', { type: 'GIT+SSH', user: 'me', repository: '/a/b', revision: '1' }],
  ['git://host//a//b/../c/#1', { repository: '/a/c' }],
  ['cvs://host/cvs/root?pkg#tag', { type: 'CVS', repository: '/cvs/root', module: 'pkg', revision: 'tag' }],
  ['svn+http://host/svn?trunk#7', { type: 'SVN', scheme: 'svn+http', module: 'trunk', revision: '7' }],
])('%s is read', (url, expected) => {
  expect(parseScmUrl(url)).toMatchObject(expected);
});

test.each([
  ['http://host/a#b', 'Invalid SCM URL'],
  ['git://host#b', 'path element'],
  ['git:///a#b', 'netloc element'],
  ['git://host/a', 'fragment element'],
  ['git://host/a;x=1#b', 'Params element'],
  ['git://u:p@host/a#b', 'username:password'],
  ['git://u@v@host/a#b', 'username@hostname'],
  ['git+ssh://host/a#b', 'No user specified'],
  ['git://host/#b', 'Invalid SCM URL'],
  ['git://-oProxyCommand=x/a#b', 'Invalid SCM URL'],
  ['git://host/a#--upload-pack=x', 'Invalid SCM URL'],
  ['git://host/a?../../etc#b', 'Invalid SCM URL'],
  ['git://host/a?-x#b', 'Invalid SCM URL'],
  ['git://host/a b#c', 'Invalid SCM URL'],
  ['git+https://host/%70rivate#b', 'Invalid SCM URL'],
  ['git+https://host/x/%2e%2e/private#b', 'Invalid SCM URL'],
  ['git+https://host/x%2fy#b', 'Invalid SCM URL'],
  ['GIT://host/a#b', 'Invalid SCM URL'],
])('%s is refused', (url, reason) => {
  expect(() => parseScmUrl(url)).toThrow(reason);
});

test('a password is taken where it is allowed', () => {
  expect(parseScmUrl('git+https://u:p@host/a#b', { allowPassword: true }).user).toBe('u:p');
});

test.each([
  ['git://host/a', true],
  ['svn+ssh://host/a', true],
  ['cli-build/123.abc/x.src.rpm', false],
  ['https://host/x', false],
])('%s is a source in a repository: %s', (source, expected) => {
  expect(isScmUrl(source)).toBe(expected);
});
