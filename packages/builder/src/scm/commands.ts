import { posix } from 'node:path';
import type { ScmUrl } from './url.ts';

/** One command of a checkout; `cwd` is relative to the directory that everything is checked out into. */
export interface CheckoutCommand {
  readonly argv: readonly string[];
  readonly cwd: string;
}
/** The commands that check sources out, and where the sources are afterwards. */
export interface CheckoutPlan {
  readonly clone: CheckoutCommand;
  /** Brings the wanted revision. */
  readonly update: readonly CheckoutCommand[];
  /** Instead of `update` when that fails: servers do not hand out abbreviated revisions. */
  readonly fallback: CheckoutCommand | undefined;
  readonly common: CheckoutCommand;
  readonly env: Readonly<Record<string, string>>;
  /** Directory with the sources, relative to the checkout directory. */
  readonly sourceDir: string;
}

export function planCheckout(scm: ScmUrl): CheckoutPlan {
  switch (scm.type) {
    case 'GIT':
    case 'GIT+SSH':
      return planGit(scm);
    case 'CVS':
    case 'CVS+SSH':
      return planCvs(scm);
    case 'SVN':
    case 'SVN+SSH':
      return planSvn(scm);
  }
}

function planGit(scm: ScmUrl): CheckoutPlan {
  const remote = `${gitScheme(scm)}://${account(scm)}${scm.host}${scm.repository}`;
  const directory = gitDirectory(scm.repository);
  const revision = scm.revision.replace(/^origin\//, '');
  return {
    clone: { argv: ['git', 'clone', '-n', remote, directory], cwd: '.' },
    update: [
      { argv: ['git', 'fetch', 'origin', `${revision}:KOJI_FETCH_HEAD`], cwd: directory },
      { argv: ['git', 'reset', '--hard', 'KOJI_FETCH_HEAD'], cwd: directory },
    ],
    fallback: { argv: ['git', 'reset', '--hard', scm.revision], cwd: directory },
    common: { argv: ['git', 'clone', commonRepository(remote), 'common'], cwd: '.' },
    // No question that nobody can answer.
    env: { GIT_TERMINAL_PROMPT: '0' },
    sourceDir: posix.join(directory, scm.module),
  };
}
function gitScheme({ type, scheme }: ScmUrl): string {
  return type === 'GIT+SSH' ? scheme : scheme.replace(/^git\+/, '');
}
function gitDirectory(repository: string): string {
  if (repository.endsWith('/.git')) return posix.basename(repository.slice(0, -'/.git'.length));
  return posix.basename(repository).replace(/\.git$/, '');
}
/** The repository named common beside this one, spelt in the same way. */
function commonRepository(remote: string): string {
  if (remote.endsWith('/.git')) return `${posix.dirname(remote.slice(0, -'/.git'.length))}/common/.git`;
  return `${posix.dirname(remote)}/common${remote.endsWith('.git') ? '.git' : ''}`;
}

function planCvs(scm: ScmUrl): CheckoutPlan {
  const isSsh = scm.type === 'CVS+SSH';
  const server = `:${isSsh ? 'ext' : 'pserver'}:${scm.user ?? 'anonymous'}@${scm.host}:${scm.repository}`;
  return {
    clone: { argv: ['cvs', '-d', server, 'checkout', '-r', scm.revision, scm.module], cwd: '.' },
    update: [],
    fallback: undefined,
    common: { argv: ['cvs', '-d', server, 'checkout', 'common'], cwd: '.' },
    env: isSsh ? { CVS_RSH: 'ssh' } : {},
    sourceDir: scm.module,
  };
}

function planSvn(scm: ScmUrl): CheckoutPlan {
  const scheme = scm.type === 'SVN+SSH' ? scm.scheme : scm.scheme.replace(/^svn\+/, '');
  const server = `${scheme}://${account(scm)}${scm.host}${scm.repository}`;
  const module = scm.module === '' ? [server, '.'] : [`${server}/${scm.module}`, scm.module];
  return {
    clone: { argv: ['svn', 'checkout', '-r', scm.revision, ...module], cwd: '.' },
    update: [],
    fallback: undefined,
    common: { argv: ['svn', 'checkout', `${server}/common`], cwd: '.' },
    env: {},
    sourceDir: scm.module,
  };
}

function account({ user }: ScmUrl): string {
  return user === undefined ? '' : `${user}@`;
}
