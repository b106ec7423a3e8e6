import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { interpolate } from '@koji/common/config/interpolate';
import { boolean, ConfigError, type Option, type OptionTable, type OptionValues } from '@koji/common/config/options';
import { type ConfigPlace, readConfigFiles } from './read-files.ts';

/** What a profile may set, by the keys of the configuration files. */
const profileOptions = {
  server: plain('server', 'http://localhost/kojihub'),
  weburl: plain('weburl', 'http://localhost/koji'),
  topurl: optionalPlain('topurl'),
  pkgurl: optionalPlain('pkgurl'),
  topdir: plain('topdir', '/mnt/koji'),
  maxRetries: wholeNumber('max_retries', 30),
  retryIntervalS: wholeNumber('retry_interval', 20),
  anonRetry: boolean('anon_retry', false),
  offlineRetry: boolean('offline_retry', false),
  offlineRetryIntervalS: wholeNumber('offline_retry_interval', 20),
  timeoutS: wholeNumber('timeout', 43_200),
  authTimeoutS: wholeNumber('auth_timeout', 60),
  uploadBlocksize: wholeNumber('upload_blocksize', 1_048_576),
  pollIntervalS: wholeNumber('poll_interval', 6),
  principal: optionalPlain('principal'),
  keytab: optionalPlain('keytab'),
  cert: optionalPlain('cert'),
  serverca: optionalPlain('serverca'),
  noSslVerify: boolean('no_ssl_verify', false),
  authtype: optionalPlain('authtype'),
  debug: boolean('debug', false),
  debugXmlrpc: boolean('debug_xmlrpc', false),
  pluginPaths: optionalPlain('plugin_paths'),
  forceAuth: boolean('force_auth', false),
} as const satisfies OptionTable;

/** A profile's settings; `cert` and `serverca` are those that exist when nothing was said. */
export type Profile = OptionValues<typeof profileOptions>;

export interface ProfileSource {
  readonly name: string;
  /** A file or directory in place of the user's own configuration. */
  readonly file?: string | undefined;
  readonly home?: string;
  /** Directory of the system's configuration. */
  readonly etc?: string;
}

/** Reads a profile from the system's and the user's files. Throws ConfigError when no file has it. */
export function readProfile({ name, file, home = homedir(), etc = '/etc' }: ProfileSource): Profile {
  const places: ConfigPlace[] = [
    { path: join(etc, 'koji.conf.d'), required: false },
    { path: join(etc, 'koji.conf'), required: false },
    ...(file === undefined
      ? [
          { path: join(home, '.koji/config.d'), required: false },
          { path: join(home, '.koji/config'), required: false },
        ]
      : [{ path: expandHome(file, home), required: true }]),
  ];
  const section = readConfigFiles(places).get(name);
  if (section === undefined) {
    const paths = places.map(({ path }) => path).join(', ');
    throw new ConfigError(`no configuration for profile name: ${name} (no section [${name}] in ${paths})`);
  }
  const profile = valuesOf(section);
  return {
    ...profile,
    topdir: expandHome(profile.topdir, home),
    cert: certificateOf(profile.cert, ['.koji/client.crt', '.fedora.cert'], home),
    serverca: certificateOf(profile.serverca, ['.koji/serverca.crt', '.fedora-server-ca.cert'], home),
  };
}

/** Keys of other programs may stand in the same section, so that unknown ones are no error here. */
function valuesOf(section: ReadonlyMap<string, string>): Profile {
  return Object.fromEntries(
    Object.entries(profileOptions).map(([name, option]: [string, Option<unknown>]) => {
      if (!section.has(option.key)) return [name, option.fallback];
      return [name, option.read(interpolate(option.key, section))];
    }),
  ) as Profile;
}

function certificateOf(named: string | undefined, usual: readonly string[], home: string): string | undefined {
  if (named !== undefined) return expandHome(named, home) || undefined;
  return usual.map((path) => join(home, path)).find((path) => existsSync(path));
}

export function expandHome(path: string, home: string = homedir()): string {
  return path === '~' || path.startsWith('~/') ? home + path.slice(1) : path;
}

/** Text exactly as it stands: quotes belong to the value here. */
function plain(key: string, fallback: string): Option<string> {
  return { key, kind: 'text', fallback, read: (raw) => raw };
}
function optionalPlain(key: string): Option<string | undefined> {
  return { key, kind: 'text', fallback: undefined, read: (raw) => raw };
}
function wholeNumber(key: string, fallback: number): Option<number> {
  return {
    key,
    kind: 'integer',
    fallback,
    read(raw) {
      if (!/^\s*[+-]?\d+\s*$/.test(raw)) throw new ConfigError(`value for ${key} config option must be a valid integer`);
      return Number(raw);
    },
  };
}
