import { boolean, integer, list, optionalInteger, optionalText, optionalWord, pattern, text } from '@koji/common/config/options';
import { type LimitedResource, limitedResources, processLimit } from '@koji/common/config/process-limits';
import { type DocumentedOption, type DocumentedTable, setting, wordSeparator } from './documented.ts';
import { logLevels } from './log-levels.ts';

const database = {
  dbName: setting('Name of the database', optionalText('DBName')),
  dbUser: setting('Role to connect as', optionalText('DBUser')),
  dbHost: setting('Host of the database, or the directory of its socket', optionalText('DBHost', ['DBhost'])),
  dbPort: setting('Port of the database', optionalInteger('DBPort')),
  dbPass: setting('Password of the role', optionalText('DBPass')),
  dbConnectionString: setting(
    'A connection string (postgresql://…) instead of all of the above',
    optionalText('DBConnectionString'),
  ),
} satisfies DocumentedTable;

const tree = {
  kojiDir: setting('The tree of files, an absolute path', text('KojiDir', '/mnt/koji')),
} satisfies DocumentedTable;

const access = {
  proxyPrincipals: setting(
    'Kerberos principals that may log in on behalf of others, parted by commas',
    list('ProxyPrincipals', [], ','),
  ),
  hostPrincipalFormat: setting(
    'The principal of a host that is added without one; %s stands for its name',
    optionalText('HostPrincipalFormat'),
  ),
  allowedKrbRealms: setting('Realms whose principals may log in, parted by commas', list('AllowedKrbRealms', ['*'], ',')),
  disableUrlSessions: setting('Take sessions from headers only, not from the address', boolean('DisableURLSessions', false)),
  dnUsernameComponent: setting('The part of a certificate’s subject that is the user’s name', text('DNUsernameComponent', 'CN')),
  proxyDns: setting('Subjects of certificates that may log in on behalf of others, parted by |', list('ProxyDNs', [], '|')),
  checkClientIp: setting('A session is good only from the address it was opened from', boolean('CheckClientIP', true)),
  loginCreatesUser: setting('Who logs in and is not known yet becomes a user', boolean('LoginCreatesUser', true)),
  allowProxyAuthType: setting('Whoever logs in for others may say how they authenticated', boolean('AllowProxyAuthType', false)),
  sessionRenewalTimeoutMin: setting(
    'Minutes after which a session must log in anew; 0 for never',
    integer('SessionRenewalTimeout', 1440),
  ),
} satisfies DocumentedTable;

const notices = {
  kojiWebUrl: setting('Address of the web pages, for links in mails', text('KojiWebURL', 'http://localhost.localdomain/koji')),
  emailDomain: setting('Mails go to the user’s name at this domain', optionalText('EmailDomain')),
  notifyOnSuccess: setting('Owners are told of builds that went well, too', boolean('NotifyOnSuccess', true)),
  disableNotifications: setting('No mails at all', boolean('DisableNotifications', false)),
} satisfies DocumentedTable;

const plugins = {
  plugins: setting('Names of plugins to load, parted by spaces', list('Plugins', [], wordSeparator)),
  pluginPath: setting(
    'Directories with plugins of your own, parted by colons (docs/plugins.md)',
    list('PluginPath', ['/usr/lib/koji-hub-plugins'], ':'),
  ),
} satisfies DocumentedTable;

const debugging = {
  kojiDebug: setting('Log everything, and tell clients where a call was refused', boolean('KojiDebug', false)),
  kojiTraceback: setting(
    'What clients are told of a failure that nobody foresaw: where it happened, or all that is known of it',
    optionalWord('KojiTraceback', ['normal', 'extended']),
  ),
  verbosePolicy: setting('Who is refused by a policy is told the rule', boolean('VerbosePolicy', false)),
  logLevel: setting(
    'Log from this level on: DEBUG, INFO, WARNING, ERROR or CRITICAL; LOGGER:LEVEL pairs are taken and have no effect',
    logLevels('LogLevel', 'WARNING'),
  ),
  logFormat: setting(
    'Lines of the log as a format of Python’s logging, %(asctime)s [%(levelname)s] m=%(method)s u=%(user_name)s %(message)s; JSON when empty',
    text('LogFormat', ''),
  ),
} satisfies DocumentedTable;

const features = {
  missingPolicyOk: setting('Allow what a policy that does not exist would decide', boolean('MissingPolicyOk', true)),
  enableMaven: setting('Maven builds', boolean('EnableMaven', false)),
  enableWin: setting('Windows builds', boolean('EnableWin', false)),
} satisfies DocumentedTable;

type ProcessLimits = { readonly [R in LimitedResource as `rlimit${Uppercase<R>}`]: DocumentedOption<string | undefined> };
const processLimits = Object.fromEntries(
  limitedResources.map((resource) => {
    const name = resource.toUpperCase();
    const option = processLimit(`RLIMIT_${name}`, resource === 'nofile' ? ['RLIMIT_OFILE'] : []);
    return [`rlimit${name}`, setting(`Limit of each hub process, see prlimit(1) --${resource}`, option)];
  }),
) as ProcessLimits;

const limits = {
  memoryWarnThresholdKib: setting(
    'Log which call made a process larger than ever by more than so many KiB; 0 for never',
    integer('MemoryWarnThreshold', 5000),
  ),
  maxRequestLength: setting('Largest request in bytes, uploads aside; 0 for any', integer('MaxRequestLength', 4194304)),
} satisfies DocumentedTable;

const outage = {
  lockOut: setting('Only administrators may call', boolean('LockOut', false)),
  serverOffline: setting('All calls are refused', boolean('ServerOffline', false)),
  offlineMessage: setting('What callers are told while ServerOffline is set', optionalText('OfflineMessage')),
} satisfies DocumentedTable;

const names = {
  maxNameLengthInternal: setting('Longest name of anything, in characters; 0 for any', integer('MaxNameLengthInternal', 256)),
  regexNameInternal: setting(
    'What names of tags, targets, packages and the like must look like',
    pattern('RegexNameInternal', '^[A-Za-z0-9/_.+-]+$'),
  ),
  regexUserName: setting('What names of users and principals must look like', pattern('RegexUserName', '^[A-Za-z0-9/_.@-]+$')),
  rpmDefaultChecksums: setting(
    'Checksums of rpms that getRPMChecksums answers by default',
    list('RPMDefaultChecksums', ['md5', 'sha256'], wordSeparator),
  ),
} satisfies DocumentedTable;

const scheduler = {
  maxJobs: setting('Tasks a host may have at once, whatever its capacity', integer('MaxJobs', 15)),
  capacityOvercommit: setting('So far above its capacity a host may be loaded', integer('CapacityOvercommit', 5)),
  readyTimeoutS: setting('A host that has not called for so many seconds gets no tasks', integer('ReadyTimeout', 180)),
  assignTimeoutS: setting('Seconds a host has to take up a task', integer('AssignTimeout', 300)),
  softRefusalTimeoutS: setting('Seconds that a host’s soft refusal of a task holds', integer('SoftRefusalTimeout', 900)),
  hostTimeoutS: setting('A host silent for so many seconds loses its tasks', integer('HostTimeout', 900)),
  runIntervalS: setting('Seconds between two runs of the scheduler', integer('RunInterval', 60)),
} satisfies DocumentedTable;

const repos = {
  maxRepoTasks: setting('Repository tasks at once', integer('MaxRepoTasks', 10)),
  maxRepoTasksMaven: setting('Of these for tags with Maven support', integer('MaxRepoTasksMaven', 2)),
  repoRetries: setting('How often a failed repository task is tried again', integer('RepoRetries', 3)),
  requestCleanTimeMin: setting('Minutes after which a finished request is forgotten', integer('RequestCleanTime', 1440)),
  allowNewRepo: setting('Take newRepo calls (repository requests are better)', boolean('AllowNewRepo', true)),
  repoLagS: setting('Seconds a requested repository may lag behind its tag', integer('RepoLag', 3600)),
  repoAutoLagS: setting('Seconds an automatic repository may lag behind its tag', integer('RepoAutoLag', 7200)),
  repoLagWindowS: setting('Points in time are rounded to so many seconds when requests are made', integer('RepoLagWindow', 600)),
  repoQueueUser: setting('User that repository tasks of the queue belong to', text('RepoQueueUser', 'kojira')),
  debuginfoTags: setting('Tags whose repositories have debuginfo (patterns)', list('DebuginfoTags', [], wordSeparator)),
  sourceTags: setting('Tags whose repositories have sources among the rpms (patterns)', list('SourceTags', [], wordSeparator)),
  separateSourceTags: setting(
    'Tags whose repositories have sources in a repository of their own (patterns)',
    list('SeparateSourceTags', [], wordSeparator),
  ),
} satisfies DocumentedTable;

/** The settings of hub.conf's [hub] section that every Koji hub has (hub-behaviour.md §23). */
export const kojiOptions = {
  ...database,
  ...tree,
  ...access,
  ...notices,
  ...plugins,
  ...debugging,
  ...features,
  ...processLimits,
  ...limits,
  ...outage,
  ...names,
  ...scheduler,
  ...repos,
} satisfies DocumentedTable;

/** The same, as the sample file shows them. */
export const kojiOptionGroups: readonly (readonly [title: string, table: DocumentedTable])[] = [
  ['Database', database],
  ['Files', tree],
  ['Who may come in', access],
  ['Notices', notices],
  ['Plugins', plugins],
  ['Debugging', debugging],
  ['Features', features],
  ['Limits', { ...processLimits, ...limits }],
  ['Outage', outage],
  ['Names', names],
  ['Scheduler', scheduler],
  ['Repositories', repos],
];
