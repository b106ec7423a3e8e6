import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { confFilesAt } from '@koji/common/config/conf-files';
import { type IniSections, mergeIni, parseIni } from '@koji/common/config/ini';
import {
  boolean,
  ConfigError,
  integer,
  list,
  type OptionTable,
  type OptionValues,
  optionalText,
  readOptions,
  text,
} from '@koji/common/config/options';
import { limitedResources, readProcessLimit } from '@koji/common/config/process-limits';
import { fullHostName } from '@koji/common/service/host-name';
import { completeHubSettings, type HubSettings, kojidHubOptions, kojidPrincipal } from '@koji/common/service/hub-settings';
import type { Overrides } from './arguments.ts';

/** The settings of kojid.conf. Times in seconds, space in MiB. */
export const kojidOptions = {
  ...kojidHubOptions,
  topurls: list('topurl'),
  topdir: text('topdir', '/mnt/koji'),
  workdir: text('workdir', '/var/tmp/koji'),
  logfile: text('logfile', '/var/log/kojid.log'),
  logLevel: optionalText('log_level'),

  sleeptimeS: integer('sleeptime', 15),
  maxjobs: integer('maxjobs', 10),
  minspaceMiB: integer('minspace', 8192),
  /** Ours: a host whose load average is above this many a processor takes no tasks. Upstream's is always 4. */
  maxLoadPerCpu: integer('max_load_per_cpu', 4),
  literalTaskArches: list('literal_task_arches'),
  buildArchCanFail: boolean('build_arch_can_fail', false),

  mockdir: text('mockdir', '/var/lib/mock'),
  mockuser: text('mockuser', 'kojibuilder'),
  mockpath: text('mockpath', '/usr/bin/mock'),
  /** Where mock's configurations of build roots lie; below /etc/mock mock finds them by name. */
  mockconfdir: text('mockconfdir', '/etc/mock/koji'),
  mockhost: text('mockhost', 'koji-linux-gnu'),
  mockBootstrapImage: boolean('mock_bootstrap_image', false),
  chrootTmpdir: text('chroot_tmpdir', '/chroot_tmpdir'),
  packager: text('packager', 'Koji'),
  vendor: text('vendor', 'Koji'),
  distribution: text('distribution', 'Koji'),
  yumProxy: optionalText('yum_proxy'),
  rpmbuildTimeoutS: integer('rpmbuild_timeout', 86400),
  supportRpmSourceLayout: boolean('support_rpm_source_layout', true),
  logTimestamps: boolean('log_timestamps', false),
  buildrootBasicCleanupDelayS: integer('buildroot_basic_cleanup_delay', 120),
  buildrootFinalCleanupDelayS: integer('buildroot_final_cleanup_delay', 86400),
  failedBuildrootLifetimeS: integer('failed_buildroot_lifetime', 14400),

  allowedScms: list('allowed_scms'),
  allowedScmsUseConfig: boolean('allowed_scms_use_config', true),
  allowedScmsUsePolicy: boolean('allowed_scms_use_policy', false),
  allowPasswordInScmUrl: boolean('allow_password_in_scm_url', false),
  scmCredentialsDir: optionalText('scm_credentials_dir'),

  createrepoUpdate: boolean('createrepo_update', true),
  createrepoSkipStat: boolean('createrepo_skip_stat', true),
  copyOldRepodata: boolean('copy_old_repodata', false),

  /** Mail is sent when this is set. */
  smtphost: optionalText('smtphost'),
  smtpUser: optionalText('smtp_user'),
  smtpPass: optionalText('smtp_pass'),
  fromAddr: text('from_addr', 'Koji Build System <buildsys@example.com>'),
} satisfies OptionTable;

type FileSettings = OptionValues<typeof kojidOptions>;

export type KojidConfig = Omit<FileSettings, 'server' | 'krbPrincipal' | 'hostPrincipalFormat'> &
  HubSettings & {
    /** The first of the addresses of the hub's files. */
    readonly topurl: string;
    /** Resource limits by the option name of `prlimit`. */
    readonly limits: { readonly [resource: string]: string };
  };

/** Taken from existing files so that they need no edit, and told to have no effect. */
const withoutEffect = [
  'admin_emails',
  'allow_noverifyssl',
  'ca',
  'distrepo_skip_stat',
  'krbservice',
  'maven_repo_ignore',
  'oz_install_timeout',
  'pkgurl',
  'plugin',
  'pluginpath',
  'plugins',
  'task_avail_delay',
  'timeout',
  'use_createrepo_c',
  'use_fast_upload',
  'xz_options',
];

export interface LoadedConfig {
  readonly config: KojidConfig;
  /** Sentences for the operator about settings that have no effect. */
  readonly notices: readonly string[];
}

/** Reads kojid.conf, or the `*.conf` files of a directory; the command line goes over it. Throws ConfigError. */
export async function loadConfig(path: string, overrides: Overrides = {}): Promise<LoadedConfig> {
  const parsed = (await confFilesAt(path)).map(async (file) => parseKojidConf(await readFile(file, 'utf8'), file));
  const sections = (await Promise.all(parsed)).reduce(mergeIni, new Map());
  // The name service, which may take its time, is asked for this setting alone.
  const host = sections.get('kojid')?.has('host_principal_format') ? await fullHostName() : hostname();
  return readConfig(sections, path, overrides, host);
}

/** Compatibility: the setup guide shows the settings without a section header. */
export function parseKojidConf(text: string, file: string): IniSections {
  return parseIni(text, file, { defaultSection: 'kojid' });
}

/** `host` is this machine's name, for `host_principal_format`. */
export function readConfig(sections: IniSections, path: string, overrides: Overrides = {}, host = hostname()): LoadedConfig {
  const foreign = [...sections.keys()].find((name) => name !== 'kojid');
  if (foreign !== undefined) throw new ConfigError(`invalid section found in config file: ${foreign}`);
  const section = new Map([...(sections.get('kojid') ?? []), ...Object.entries(overrides)]);
  const notices = withoutEffect.filter((key) => section.delete(key)).map((key) => `The setting ${key} has no effect`);
  const limits = takeLimits(section);
  return { config: complete(readOptions(kojidOptions, section, path), limits, host), notices };
}

function complete(settings: FileSettings, limits: KojidConfig['limits'], host: string): KojidConfig {
  const { krbPrincipal, hostPrincipalFormat, ...rest } = completeHubSettings('kojid', settings);
  for (const key of ['topdir', 'workdir', 'mockdir', 'mockpath', 'mockconfdir', 'chrootTmpdir', 'logfile'] as const) {
    const value = rest[key];
    const maybeOff = key === 'logfile' && value === 'none';
    if (!value.startsWith('/') && !maybeOff) {
      throw new ConfigError(`${kojidOptions[key].key} must be an absolute path, got '${value}'`);
    }
  }
  for (const key of ['sleeptimeS', 'maxjobs'] as const) {
    if (rest[key] < 1) throw new ConfigError(`${kojidOptions[key].key} must be at least 1, got ${rest[key]}`);
  }
  // Whatever lies in workdir is removed when its task has ended.
  if (resolve(rest.workdir) === resolve(rest.topdir)) throw new ConfigError(`workdir must not be topdir, ${rest.topdir}`);
  const [topurl = treeUrl(rest.topdir), ...mirrors] = rest.topurls;
  return {
    ...rest,
    topurl,
    topurls: [topurl, ...mirrors],
    limits,
    principal: kojidPrincipal({ krbPrincipal, hostPrincipalFormat }, host),
  };
}

/** `RLIMIT_<NAME> = soft [hard]`, in prlimit's form; OFILE is another name of NOFILE. */
function takeLimits(section: Map<string, string>): { readonly [resource: string]: string } {
  const limits: Record<string, string> = {};
  for (const resource of [...limitedResources, 'ofile']) {
    const key = `rlimit_${resource}`;
    const raw = section.get(key);
    if (raw === undefined) continue;
    section.delete(key);
    limits[resource === 'ofile' ? 'nofile' : resource] = readProcessLimit(key.toUpperCase(), raw);
  }
  return limits;
}

/** Where no address of the hub's files is set, the tree that is mounted here stands in for it. */
function treeUrl(topdir: string): string {
  if (!existsSync(join(topdir, 'repos'))) {
    throw new ConfigError(`topurl is not set, and there is no tree in ${topdir}: the address of the hub’s files is needed`);
  }
  return pathToFileURL(topdir).href;
}
