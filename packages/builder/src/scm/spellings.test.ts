import { expect, test } from 'vitest';
import { handlingByConfig } from './allowed.ts';
import { parseScmUrl } from './url.ts';

const entries = ['!git.example.com:/private/*', 'git.example.com:/*'];
function verdict(place: string): 'allowed' | 'refused' {
  try {
    handlingByConfig(parseScmUrl(`git+https://${place}#main`), entries, () => undefined);
    return 'allowed';
  } catch {
    return 'refused';
  }
}

test.each([
  ['git.example.com/public/x', 'git.example.com/private/x'],
  ['git.example.com//public//x', 'git.example.com//private//x'],
  ['git.example.com/./public/x/', 'git.example.com/./private/x/'],
  ['git.example.com/private/../public/x', 'git.example.com/public/../private/x'],
  ['GIT.Example.COM/public/x', 'GIT.Example.COM/private/x'],
  ['git.example.com./public/x', 'git.example.com./private/x'],
  ['me@git.example.com/public/x', 'me@git.example.com/private/x'],
])('a list of allowed repositories says of %s and %s what it says of their plain spelling', (free, closed) => {
  expect([verdict(free), verdict(closed)]).toEqual(['allowed', 'refused']);
});

test.each([
  'git.example.com/%70rivate/x',
  'git.example.com/public/%2e%2e/private/x',
  'git.example.com/public%2f..%2fprivate/x',
  'git.example.com/private/x;y=1',
  'me:secret@git.example.com/public/x',
  'git.example.com/public/x?../../private',
  'git.example.com',
  'git.example.com/',
  '/public/x',
])('%s is refused, whatever the list', (place) => {
  expect(verdict(place)).toBe('refused');
});
