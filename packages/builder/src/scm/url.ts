import { posix } from 'node:path';
import { GenericError } from '@koji/common/errors';

export type ScmType = 'CVS' | 'CVS+SSH' | 'GIT' | 'GIT+SSH' | 'SVN' | 'SVN+SSH';

const typesByScheme: { readonly [scheme: string]: ScmType } = {
  cvs: 'CVS',
  'cvs+ssh': 'CVS+SSH',
  git: 'GIT',
  'git+http': 'GIT',
  'git+https': 'GIT',
  'git+rsync': 'GIT',
  'git+ssh': 'GIT+SSH',
  svn: 'SVN',
  'svn+http': 'SVN',
  'svn+https': 'SVN',
  'svn+ssh': 'SVN+SSH',
};

/** A place in a source code repository: `scheme://[user@]host/path/to/repository[?module]#revision`. */
export interface ScmUrl {
  readonly url: string;
  readonly type: ScmType;
  /** Without `://`. */
  readonly scheme: string;
  readonly user: string | undefined;
  readonly host: string;
  /** Path on the host, with its slash. */
  readonly repository: string;
  /** Directory within the repository, or empty. */
  readonly module: string;
  readonly revision: string;
}

/** Whether a build's source is a place in a repository, as opposed to an uploaded source package. */
export function isScmUrl(source: string): boolean {
  const scheme = schemeOf(source);
  return scheme !== undefined && Object.hasOwn(typesByScheme, scheme);
}

/** Reads a source url. Throws GenericError that names what is wrong with it. */
export function parseScmUrl(url: string, options: { readonly allowPassword?: boolean } = {}): ScmUrl {
  const scheme = schemeOf(url);
  const type = scheme === undefined ? undefined : typesByScheme[scheme];
  if (scheme === undefined || type === undefined) throw new GenericError(`Invalid SCM URL: ${url}`);
  const match = /^([^/?#]*)([^?#;]*)(;[^?#]*)?(?:\?([^#]*))?(?:#(.*))?$/s.exec(url.slice(scheme.length + '://'.length));
  if (!match) throw new GenericError(`Unable to parse SCM URL: ${url}`);
  const [, authority = '', path = '', params = '', query = '', fragment = ''] = match;
  const { user, host } = readAuthority(authority, options.allowPassword ?? false);
  if (host === '') throw new GenericError(`Unable to parse SCM URL: ${url} . Could not find the netloc element.`);
  if (path === '') throw new GenericError(`Unable to parse SCM URL: ${url} . Could not find the path element.`);
  if (params !== '')
    throw new GenericError(`Unable to parse SCM URL: ${url} . Params element ${params.slice(1)} should be empty.`);
  if (fragment === '') throw new GenericError(`Unable to parse SCM URL: ${url} . Could not find the fragment element.`);
  const parsed: ScmUrl = {
    url,
    type,
    scheme,
    user,
    host,
    repository: cleanPath(path),
    module: query.replace(/\/+$/, ''),
    revision: fragment,
  };
  assertHarmless(parsed);
  if (type.endsWith('+SSH') && user === undefined) {
    throw new GenericError(`No user specified for repository access scheme: ${scheme}://`);
  }
  return parsed;
}

function schemeOf(url: string): string | undefined {
  return /^([a-z+]+):\/\//.exec(url)?.[1];
}

function readAuthority(authority: string, allowPassword: boolean): { user: string | undefined; host: string } {
  const parts = authority.split('@');
  if (parts.length > 2) throw new GenericError(`Invalid username@hostname specified: ${authority}`);
  // Names of hosts are the same in any case and with the dot at their end; lists of allowed ones have one spelling.
  const host = (parts.at(-1) ?? '').toLowerCase().replace(/\.(?=:|$)/, '');
  const user = parts.length === 2 ? parts[0] : undefined;
  if (user?.includes(':') && !allowPassword) throw new GenericError('username:password format not supported in an SCM URL');
  return { user: user || undefined, host };
}

function cleanPath(path: string): string {
  const normal = posix.normalize(path).replace(/\/+$/, '');
  return normal.startsWith('/') ? normal : `/${normal}`;
}

/** Parts of the url become arguments of commands and directories: none may pass for an option or lead elsewhere. */
function assertHarmless({ url, user, host, repository, module, revision }: ScmUrl): void {
  const looksLikeOption = [user ?? '', host, module, revision].some((part) => part.startsWith('-'));
  const hasControls = /[\0-\x20\x7f]/.test(url);
  const leadsElsewhere = module.startsWith('/') || module.split('/').includes('..');
  const hasNoName = repository === '' || repository === '/';
  // A letter written as a number, which servers read as the letter: no list of allowed repositories would know it.
  const isDisguised = /%(?:2[def]|3\d|[46][1-9a-f]|[57][0-9a]|5f|7e)/i.test(repository);
  if (looksLikeOption || hasControls || leadsElsewhere || hasNoName || isDisguised)
    throw new GenericError(`Invalid SCM URL: ${JSON.stringify(url)}`);
}

/** What policies and callers are told of a source url. */
export function scmFacts({ url, type, scheme, user, host, repository, module, revision }: ScmUrl) {
  return {
    scm_url: url,
    scm_scheme: `${scheme}://`,
    scm_user: user ?? null,
    scm_host: host,
    scm_repository: repository,
    scm_module: module,
    scm_revision: revision,
    scm_type: type,
  };
}
