import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { parseIni } from '@koji/common/config/ini';
import { interpolateSection } from '@koji/common/config/interpolate';
import {
  boolean,
  ConfigError,
  integer,
  type Option,
  type OptionTable,
  type OptionValues,
  optionalInteger,
  readOptions,
  text,
} from '@koji/common/config/options';
import { completeHubSettings, kojiraHubOptions } from '@koji/common/service/hub-settings';
import type { Lifetimes } from './repo-state.ts';

const weekS = 7 * 24 * 3600;

/** An empty text stands for no file, unlike an absent key. */
const logfile: Option<string | undefined> = { key: 'logfile', kind: 'text', fallback: undefined, read: (raw) => raw.trim() };

/** The settings of kojira.conf; times in seconds. */
export const kojiraOptions = {
  ...kojiraHubOptions,
  topdir: text('topdir', '/mnt/koji'),
  logfile,
  verbose: boolean('verbose', false),
  debug: boolean('debug', false),
  sleeptimeS: integer('sleeptime', 15),
  maxDeleteProcesses: integer('max_delete_processes', 4),
  repoLifetimeS: integer('repo_lifetime', weekS),
  distRepoLifetimeS: integer('dist_repo_lifetime', weekS),
  expiredRepoLifetimeS: optionalInteger('expired_repo_lifetime'),
  deletedRepoLifetimeS: optionalInteger('deleted_repo_lifetime'),
  recheckPeriodS: integer('recheck_period', 3600),
  referenceRecheckPeriodS: optionalInteger('reference_recheck_period'),
  checkExternalRepos: boolean('check_external_repos', true),
  ignoreStrayRepos: boolean('ignore_stray_repos', false),
  ignoreOtherVolumes: boolean('ignore_other_volumes', false),
} satisfies OptionTable;

type FileSettings = OptionValues<typeof kojiraOptions>;
export type KojiraConfig = Omit<
  FileSettings,
  'server' | 'deletedRepoLifetimeS' | 'expiredRepoLifetimeS' | 'referenceRecheckPeriodS'
> &
  Lifetimes & { readonly server: string };

/** Taken from older files so that they need no edit, and told to have no effect. */
const retiredKeys = [
  'ca',
  'delete_batch_size',
  'debuginfo_tags',
  'ignore_tags',
  'max_repo_tasks',
  'max_repo_tasks_maven',
  'no_repo_effective_age',
  'prune_batch_size',
  'queue_file',
  'recent_tasks_lifetime',
  'repo_tasks_limit',
  'separate_source_tags',
  'source_tags',
  'with_src',
];

export interface LoadedConfig {
  readonly config: KojiraConfig;
  /** Sentences for the operator about settings that have no effect. */
  readonly notices: readonly string[];
}

/** Settings given on the command line, by their key in the file. */
export type Overrides = Readonly<Record<string, string>>;

/** Reads kojira.conf; what the command line says goes over it. Throws ConfigError for anything that cannot be used. */
export async function loadConfig(path: string, overrides: Overrides = {}): Promise<LoadedConfig> {
  const content = await readFile(path, 'utf8').catch((cause: Error) => {
    throw new ConfigError(`cannot read ${path}: ${cause.message}`, { cause });
  });
  return readConfig(content, path, overrides);
}

export function readConfig(content: string, path: string, overrides: Overrides = {}): LoadedConfig {
  // Compatibility: the setup guide shows the settings without a section header.
  const sections = parseIni(content, path, { defaultSection: 'kojira' });
  const foreign = [...sections.keys()].find((name) => name !== 'kojira');
  if (foreign !== undefined) throw new ConfigError(`invalid section found in config file: ${foreign}`);
  const section = interpolateSection(sections.get('kojira') ?? new Map());
  const notices: string[] = [];
  for (const key of retiredKeys) {
    if (section.delete(key)) notices.push(`The ${key} configuration option is no longer used`);
  }
  for (const [key, value] of Object.entries(overrides)) section.set(key, value);
  return { config: complete(readOptions(kojiraOptions, section, path), notices), notices };
}

function complete(settings: FileSettings, notices: string[]): KojiraConfig {
  const { deletedRepoLifetimeS, expiredRepoLifetimeS, referenceRecheckPeriodS, ...rest } = completeHubSettings(
    'kojira',
    settings,
  );
  if (!rest.topdir.startsWith('/')) throw new ConfigError(`topdir must be an absolute path, got '${rest.topdir}'`);
  for (const key of ['sleeptimeS', 'maxDeleteProcesses'] as const) {
    if (rest[key] < 1) throw new ConfigError(`${kojiraOptions[key].key} must be at least 1, got ${rest[key]}`);
  }
  if (deletedRepoLifetimeS !== undefined) {
    notices.push('The deleted_repo_lifetime option is deprecated. Use expired_repo_lifetime.');
    if (expiredRepoLifetimeS !== undefined)
      notices.push('Ignoring deleted_repo_lifetime because expired_repo_lifetime was specified');
  }
  return {
    ...rest,
    logfile: chooseLogfile(rest.logfile),
    initTimeoutS: 7200,
    expiredRepoLifetimeS: expiredRepoLifetimeS ?? deletedRepoLifetimeS ?? weekS,
    referenceRecheckPeriodS: referenceRecheckPeriodS ?? rest.recheckPeriodS,
  };
}

/** The service gives kojira a log directory of its own; without one the log lies where it always did. */
function chooseLogfile(given: string | undefined): string | undefined {
  if (given !== undefined) return /^(none)?$/i.test(given) ? undefined : given;
  return existsSync('/var/log/kojira') ? '/var/log/kojira/kojira.log' : '/var/log/kojira.log';
}
