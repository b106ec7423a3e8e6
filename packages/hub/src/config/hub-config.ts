import {
  boolean,
  integer,
  list,
  type OptionTable,
  type OptionValues,
  optionalInteger,
  optionalText,
  text,
} from '@koji/common/config/options';

const words = /[\s,]+/;

/** The settings of hub.conf's [hub] section that every Koji hub has (hub-behaviour.md §23). */
export const kojiOptions = {
  // Database
  dbName: optionalText('DBName'),
  dbUser: optionalText('DBUser'),
  dbHost: optionalText('DBHost', ['DBhost']),
  dbPort: optionalInteger('DBPort'),
  dbPass: optionalText('DBPass'),
  dbConnectionString: optionalText('DBConnectionString'),
  kojiDir: text('KojiDir', '/mnt/koji'),
  // Who may come in
  proxyPrincipals: list('ProxyPrincipals', [], /,/),
  hostPrincipalFormat: optionalText('HostPrincipalFormat'),
  allowedKrbRealms: list('AllowedKrbRealms', ['*'], /,/),
  disableUrlSessions: boolean('DisableURLSessions', false),
  dnUsernameComponent: text('DNUsernameComponent', 'CN'),
  proxyDns: list('ProxyDNs', [], /\|/),
  checkClientIp: boolean('CheckClientIP', true),
  loginCreatesUser: boolean('LoginCreatesUser', true),
  allowProxyAuthType: boolean('AllowProxyAuthType', false),
  sessionRenewalTimeoutMin: integer('SessionRenewalTimeout', 1440),
  // Notices
  kojiWebUrl: text('KojiWebURL', 'http://localhost.localdomain/koji'),
  emailDomain: optionalText('EmailDomain'),
  notifyOnSuccess: boolean('NotifyOnSuccess', true),
  disableNotifications: boolean('DisableNotifications', false),
  // Plugins
  plugins: list('Plugins', [], words),
  pluginPath: text('PluginPath', '/usr/lib/koji-hub-plugins'),
  // Debugging
  kojiDebug: boolean('KojiDebug', false),
  kojiTraceback: optionalText('KojiTraceback'),
  verbosePolicy: boolean('VerbosePolicy', false),
  logLevel: text('LogLevel', 'WARNING'),
  logFormat: text('LogFormat', ''),
  // Features
  missingPolicyOk: boolean('MissingPolicyOk', true),
  enableMaven: boolean('EnableMaven', false),
  enableWin: boolean('EnableWin', false),
  // Limits. Process limits are accepted so that an old hub.conf is taken as it is; systemd sets them here.
  ...Object.fromEntries(
    ['AS', 'CORE', 'CPU', 'DATA', 'FSIZE', 'MEMLOCK', 'NOFILE', 'OFILE', 'NPROC', 'RSS', 'STACK'].map((name) => [
      `rlimit${name}`,
      optionalText(`RLIMIT_${name}`),
    ]),
  ),
  memoryWarnThresholdKib: integer('MemoryWarnThreshold', 5000),
  maxRequestLength: integer('MaxRequestLength', 4194304),
  // Outage
  lockOut: boolean('LockOut', false),
  serverOffline: boolean('ServerOffline', false),
  offlineMessage: optionalText('OfflineMessage'),
  // Names
  maxNameLengthInternal: integer('MaxNameLengthInternal', 256),
  regexNameInternal: text('RegexNameInternal', '^[A-Za-z0-9/_.+-]+$'),
  regexUserName: text('RegexUserName', '^[A-Za-z0-9/_.@-]+$'),
  rpmDefaultChecksums: list('RPMDefaultChecksums', ['md5', 'sha256'], words),
  // Scheduler, seconds
  maxJobs: integer('MaxJobs', 15),
  capacityOvercommit: integer('CapacityOvercommit', 5),
  readyTimeoutS: integer('ReadyTimeout', 180),
  assignTimeoutS: integer('AssignTimeout', 300),
  softRefusalTimeoutS: integer('SoftRefusalTimeout', 900),
  hostTimeoutS: integer('HostTimeout', 900),
  runIntervalS: integer('RunInterval', 60),
  // Repos
  maxRepoTasks: integer('MaxRepoTasks', 10),
  maxRepoTasksMaven: integer('MaxRepoTasksMaven', 2),
  repoRetries: integer('RepoRetries', 3),
  requestCleanTimeMin: integer('RequestCleanTime', 1440),
  allowNewRepo: boolean('AllowNewRepo', true),
  repoLagS: integer('RepoLag', 3600),
  repoAutoLagS: integer('RepoAutoLag', 7200),
  repoLagWindowS: integer('RepoLagWindow', 600),
  repoQueueUser: text('RepoQueueUser', 'kojira'),
  debuginfoTags: list('DebuginfoTags', [], words),
  sourceTags: list('SourceTags', [], words),
  separateSourceTags: list('SeparateSourceTags', [], words),
} satisfies OptionTable;

/** Settings that only this hub has; most of them because it is its own web server. */
export const ownOptions = {
  // For Kerberos; Koji's hub dropped them when its web server took that over.
  authPrincipal: optionalText('AuthPrincipal'),
  authKeytab: optionalText('AuthKeytab'),
  listen: text('Listen', 'https://0.0.0.0:443'),
  /** A further address that serves only the file tree, for downloads by machines. */
  filesListen: optionalText('FilesListen'),
  tlsCertificate: optionalText('TLSCertificate'),
  tlsKey: optionalText('TLSKey'),
  clientCa: optionalText('ClientCA'),
  clientCrl: optionalText('ClientCRL'),
  /** 0 for one a processor. A single one is supervised like many. */
  workers: integer('Workers', 0),
  dbConnections: integer('DBConnections', 12),
  /** Anybody may search, and some patterns would take for ever. */
  regexpSearchLimitS: integer('RegexpSearchLimit', 60),
  trustedProxies: list('TrustedProxies', [], words),
  /** Schedule as soon as a task is free, not only when a builder asks and RunInterval has passed. */
  promptScheduling: boolean('PromptScheduling', true),
  allowPasswordLogin: boolean('AllowPasswordLogin', true),
  allowPasswordOverHttp: boolean('AllowPasswordOverHTTP', false),
} satisfies OptionTable;

export const hubOptions = { ...kojiOptions, ...ownOptions };

export type HubConfig = OptionValues<typeof hubOptions>;
