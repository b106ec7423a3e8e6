import { parseArgs } from 'node:util';
import type { Overrides } from './config.ts';

/** kojira's command line. */
export interface Arguments {
  readonly help: boolean;
  readonly configPath: string;
  readonly foreground: boolean;
  readonly forceLock: boolean;
  readonly skipMain: boolean;
  readonly showConfig: boolean;
  readonly quiet: boolean;
  /** Settings that go over the file, by their key there. */
  readonly overrides: Overrides;
}

const overriding = ['user', 'password', 'principal', 'keytab', 'sleeptime', 'server', 'topdir', 'logfile'] as const;

export const usage = `Usage: kojira [options]

  -c, --config FILE    configuration (/etc/kojira/kojira.conf)
  -f, --fg             stay in the foreground and log to stderr
      --force-lock     take the lock from another kojira
  -d, --debug          log everything
  -v, --verbose        log what is done
  -q, --quiet          log errors only
  -s, --server URL     address of the hub
      --topdir DIR     directory of the repositories' tree
      --logfile FILE   where to log, "none" for nowhere
      --sleeptime N    seconds between two rounds
      --user NAME      log in with a password ...
      --password TEXT  ... this one
      --principal P    log in by Kerberos ...
      --keytab FILE    ... with a key of this file
      --debug-xmlrpc   same as --debug
      --show-config    print the settings and exit
      --skip-main      log in, take the lock and exit
  -h, --help           this text
`;

/** Reads the command line; what it does not know is an error. */
export function readArguments(argv: readonly string[]): Arguments {
  const { values } = parseArgs({
    args: [...argv],
    strict: true,
    allowPositionals: false,
    options: {
      help: { type: 'boolean', short: 'h' },
      config: { type: 'string', short: 'c' },
      user: { type: 'string' },
      password: { type: 'string' },
      principal: { type: 'string' },
      keytab: { type: 'string' },
      fg: { type: 'boolean', short: 'f' },
      debug: { type: 'boolean', short: 'd' },
      quiet: { type: 'boolean', short: 'q' },
      verbose: { type: 'boolean', short: 'v' },
      'force-lock': { type: 'boolean' },
      'debug-xmlrpc': { type: 'boolean' },
      'skip-main': { type: 'boolean' },
      'show-config': { type: 'boolean' },
      sleeptime: { type: 'string' },
      server: { type: 'string', short: 's' },
      topdir: { type: 'string' },
      logfile: { type: 'string' },
      // Compatibility: taken without effect, as the queue now lives in the hub.
      'queue-file': { type: 'string' },
    },
  });
  const overrides = Object.fromEntries(overriding.flatMap((key) => (values[key] === undefined ? [] : [[key, values[key]]])));
  return {
    help: values.help ?? false,
    configPath: values.config ?? '/etc/kojira/kojira.conf',
    foreground: values.fg ?? false,
    forceLock: values['force-lock'] ?? false,
    skipMain: values['skip-main'] ?? false,
    showConfig: values['show-config'] ?? false,
    quiet: values.quiet ?? false,
    overrides: {
      ...overrides,
      ...(values.debug || values['debug-xmlrpc'] ? { debug: 'true' } : {}),
      ...(values.verbose ? { verbose: 'true' } : {}),
    },
  };
}
