import { parseArgs } from 'node:util';
import { ConfigError } from '@koji/common/config/options';

/** Settings given on the command line, by their key in the file. */
export type Overrides = Readonly<Record<string, string>>;

/** kojid's command line. */
export interface Arguments {
  readonly help: boolean;
  readonly configPath: string;
  readonly foreground: boolean;
  readonly forceLock: boolean;
  readonly skipMain: boolean;
  readonly verbose: boolean;
  readonly debug: boolean;
  readonly debugTask: boolean;
  /** Settings that go over the file. */
  readonly overrides: Overrides;
  /** Sentences for the operator about options that have no effect. */
  readonly notices: readonly string[];
}

export const usage = `Usage: kojid [options]

  -c, --config FILE        configuration (/etc/kojid/kojid.conf)
  -f, --fg                 stay in the foreground and log to stderr
      --force-lock         take the lock from another kojid of this host
  -v, --verbose            log what is done
  -d, --debug              log everything
      --debug-task         log everything that tasks do
      --debug-xmlrpc       same as --debug
      --skip-main          log in, take the lock and exit
  -s, --server URL         address of the hub
      --user NAME          log in with a password ...
      --password TEXT      ... this one
      --maxjobs N          tasks at the same time
      --minspace N         free space needed for a new task, in MiB
      --sleeptime N        seconds between two looks at the hub
      --topdir DIR         directory of the hub's files
      --topurl URL         address of the hub's files
      --workdir DIR        directory for tasks' files
      --mockdir DIR        directory of the build roots
      --mockuser NAME      user that mock runs as
      --chroot-tmpdir DIR  directory for files inside build roots
      --admin-emails LIST  taken without effect
      --pluginpath DIRS    taken without effect
      --plugin NAME        taken without effect
  -h, --help               this text
`;

const settingOptions = {
  server: { type: 'string', short: 's' },
  user: { type: 'string' },
  password: { type: 'string' },
  maxjobs: { type: 'string' },
  minspace: { type: 'string' },
  sleeptime: { type: 'string' },
  topdir: { type: 'string' },
  topurl: { type: 'string' },
  workdir: { type: 'string' },
  mockdir: { type: 'string' },
  mockuser: { type: 'string' },
  'chroot-tmpdir': { type: 'string' },
} as const;

// Compatibility: command lines of older installations go on working.
const withoutEffect = {
  'admin-emails': { type: 'string' },
  pluginpath: { type: 'string' },
  plugin: { type: 'string', multiple: true },
  pkgurl: { type: 'string' },
  'debug-mock': { type: 'boolean' },
} as const;

/** Reads the command line. Throws ConfigError for what it does not know. */
export function readArguments(argv: readonly string[]): Arguments {
  const values = parse(argv);
  const given = (key: string) => (values as Record<string, unknown>)[key] !== undefined;
  return {
    help: values.help ?? false,
    configPath: values.config ?? '/etc/kojid/kojid.conf',
    foreground: values.fg ?? false,
    forceLock: values['force-lock'] ?? false,
    skipMain: values['skip-main'] ?? false,
    verbose: values.verbose ?? false,
    debug: (values.debug ?? false) || (values['debug-xmlrpc'] ?? false),
    debugTask: values['debug-task'] ?? false,
    overrides: Object.fromEntries(
      Object.keys(settingOptions)
        .filter(given)
        .map((key) => [key.replaceAll('-', '_'), String((values as Record<string, unknown>)[key])]),
    ),
    notices: Object.keys(withoutEffect)
      .filter(given)
      .map((key) => `The option --${key} has no effect`),
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      strict: true,
      allowPositionals: false,
      options: {
        help: { type: 'boolean', short: 'h' },
        config: { type: 'string', short: 'c' },
        fg: { type: 'boolean', short: 'f' },
        'force-lock': { type: 'boolean' },
        'skip-main': { type: 'boolean' },
        verbose: { type: 'boolean', short: 'v' },
        debug: { type: 'boolean', short: 'd' },
        'debug-task': { type: 'boolean' },
        'debug-xmlrpc': { type: 'boolean' },
        ...settingOptions,
        ...withoutEffect,
      },
    }).values;
  } catch (cause) {
    throw new ConfigError(`${(cause as Error).message}\n${usage}`, { cause });
  }
}
