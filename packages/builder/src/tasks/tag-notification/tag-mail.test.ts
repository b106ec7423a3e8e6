import { expect, test } from 'vitest';
import { tagMail } from './tag-mail.ts';

const operation = {
  packageName: 'bash',
  nvr: 'bash-5.3-1',
  isDraft: false,
  userName: 'alice',
  fromTag: undefined,
  intoTag: 'f42',
  failure: undefined,
};

test.each([
  [{}, 'bash-5.3-1 successfully tagged into f42 by alice'],
  [{ fromTag: 'f41', intoTag: undefined }, 'bash-5.3-1 successfully untagged from f41 by alice'],
  [{ fromTag: 'f41' }, 'bash-5.3-1 successfully moved from f41 into f42 by alice'],
  [{ failure: 'policy says no' }, 'bash-5.3-1 unsuccessfully tagged into f42 by alice'],
])('%j is told as %s', (more, subject) => {
  expect(tagMail({ ...operation, ...more }).subject).toBe(subject);
});

test('a failure comes with its reason, a move with both tags', () => {
  const mail = tagMail({ ...operation, fromTag: 'f41', failure: 'policy says no' });
  expect(mail.body).toContain('Operation failed with the error:\n    policy says no\n');
  expect(mail.headers.filter(([name]) => name === 'X-Koji-Tag')).toEqual([
    ['X-Koji-Tag', 'f41'],
    ['X-Koji-Tag', 'f42'],
  ]);
});
