import { expect, test } from 'vitest';
import { planCheckout } from './commands.ts';
import { parseScmUrl } from './url.ts';

function planOf(url: string) {
  return planCheckout(parseScmUrl(url));
}

test('git clones, fetches the revision and has a fallback for abbreviated ones', () => {
  expect(planOf('git+https://host/rpms/bash.git?sub#origin/f42')).toEqual({
    clone: { argv: ['git', 'clone', '-n', 'https://host/rpms/bash.git', 'bash'], cwd: '.' },
    update: [
      { argv: ['git', 'fetch', 'origin', 'f42:KOJI_FETCH_HEAD'], cwd: 'bash' },
      { argv: ['git', 'reset', '--hard', 'KOJI_FETCH_HEAD'], cwd: 'bash' },
    ],
    fallback: { argv: ['git', 'reset', '--hard', 'origin/f42'], cwd: 'bash' },
    common: { argv: ['git', 'clone', 'https://host/rpms/common.git', 'common'], cwd: '.' },
    env: { GIT_TERMINAL_PROMPT: '0' },
    sourceDir: 'bash/sub',
  });
});

test.each([
  ['git://host/rpms/bash#1', 'git://host/rpms/bash', 'bash', 'git://host/rpms/common'],
  ['git://host/rpms/bash/.git#1', 'git://host/rpms/bash/.git', 'bash', 'git://host/rpms/common/.git'],
  ['git+ssh://me@host/rpms/bash#1', 'git+ssh://me@host/rpms/bash', 'bash', 'git+ssh://me@host/rpms/common'],
])('%s is cloned from %s into %s, common from %s', (url, remote, directory, common) => {
  const plan = planOf(url);
  expect(plan.clone.argv).toEqual(['git', 'clone', '-n', remote, directory]);
  expect(plan.common.argv).toEqual(['git', 'clone', common, 'common']);
});

test.each([
  ['cvs://host/cvs?bash#f-1', ['cvs', '-d', ':pserver:anonymous@host:/cvs', 'checkout', '-r', 'f-1', 'bash']],
  ['cvs+ssh://me@host/cvs?bash#f-1', ['cvs', '-d', ':ext:me@host:/cvs', 'checkout', '-r', 'f-1', 'bash']],
  ['svn+http://host/svn?bash/trunk#7', ['svn', 'checkout', '-r', '7', 'http://host/svn/bash/trunk', 'bash/trunk']],
  ['svn+ssh://me@host/svn?bash#7', ['svn', 'checkout', '-r', '7', 'svn+ssh://me@host/svn/bash', 'bash']],
])('%s is checked out by one command', (url, argv) => {
  expect(planOf(url).clone.argv).toEqual(argv);
});
