import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { UpWishes } from './instance.ts';
import { type OptionalComponent, optionalComponents } from './settings.ts';

export const usage = `Usage: script/trial COMMAND --dir DIR [options]

A Koji instance of its own below DIR, on loopback, next to any number of others. It starts empty but for the administrator
kojiadmin (and the accounts that kojira and the builder log in with, where they run).

  up                      bring it up; makes it where there is none
    --port-base N           take ports from N on (default: free ones, kept from then on)
    --without LIST          leave components out: builder, kojira, web, separated by commas; none for none
    --hub-conf FILE         lines that go over its hub.conf; kept from then on
    --database URL          use this database instead of one of its own; its schema is loaded if it has none
    --topdir DIR            keep the files there instead of below DIR
    --json                  print one JSON object with addresses and file names
  status                  show what runs; exits 1 when something does not [--json]
  reset                   take database and files back to the start
    --force                 even if they were there before the instance
  down                    stop it; its data stay
  cert NAME               issue a certificate to the user NAME and print the file name
`;

/** A command line that cannot be carried out. */
export class UsageError extends Error {
  override name = 'UsageError';
}

export type TrialCommand =
  | { readonly command: 'help' }
  | { readonly command: 'up'; readonly dir: string; readonly wishes: UpWishes; readonly json: boolean }
  | { readonly command: 'status'; readonly dir: string; readonly json: boolean }
  | { readonly command: 'reset'; readonly dir: string; readonly force: boolean }
  | { readonly command: 'down'; readonly dir: string }
  | { readonly command: 'cert'; readonly dir: string; readonly user: string };

const optionsOf = {
  up: ['port-base', 'without', 'hub-conf', 'database', 'topdir', 'json'],
  status: ['json'],
  reset: ['force'],
  down: [],
  cert: [],
} as const;

export function readArguments(argv: readonly string[]): TrialCommand {
  const { values, positionals } = parse(argv);
  if (values.help) return { command: 'help' };
  const [command, ...rest] = positionals;
  if (!isCommand(command))
    throw new UsageError(command === undefined ? 'a command is missing' : `there is no command '${command}'`);
  const foreign = Object.keys(values).find((name) => name !== 'dir' && !(optionsOf[command] as readonly string[]).includes(name));
  if (foreign !== undefined) throw new UsageError(`${command} has no option --${foreign}`);
  const user = command === 'cert' ? rest.shift() : undefined;
  if (rest.length > 0) throw new UsageError(`too many arguments: ${rest.join(' ')}`);
  if (values.dir === undefined) throw new UsageError('--dir is missing');
  const dir = resolve(values.dir);
  switch (command) {
    case 'up':
      return { command, dir, wishes: readWishes(values), json: values.json ?? false };
    case 'status':
      return { command, dir, json: values.json ?? false };
    case 'reset':
      return { command, dir, force: values.force ?? false };
    case 'down':
      return { command, dir };
    case 'cert':
      if (user === undefined) throw new UsageError('cert needs the name of a user');
      return { command, dir, user };
  }
}

function isCommand(word: string | undefined): word is keyof typeof optionsOf {
  return word !== undefined && Object.hasOwn(optionsOf, word);
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        dir: { type: 'string' },
        'port-base': { type: 'string' },
        without: { type: 'string' },
        'hub-conf': { type: 'string' },
        database: { type: 'string' },
        topdir: { type: 'string' },
        json: { type: 'boolean' },
        force: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (cause) {
    throw new UsageError((cause as Error).message, { cause });
  }
}

function readWishes(values: ReturnType<typeof parse>['values']): UpWishes {
  const hubConf = values['hub-conf'];
  if (hubConf !== undefined && !existsSync(hubConf)) throw new UsageError(`--hub-conf: there is no file ${hubConf}`);
  return {
    ...(values['port-base'] === undefined ? {} : { portBase: readPortBase(values['port-base']) }),
    ...(values.without === undefined ? {} : { without: readComponents(values.without) }),
    ...(hubConf === undefined ? {} : { hubConf: resolve(hubConf) }),
    ...(values.database === undefined ? {} : { database: readDatabaseUrl(values.database) }),
    ...(values.topdir === undefined ? {} : { topdir: resolve(values.topdir) }),
  };
}

function readPortBase(text: string): number {
  const base = Number(text);
  if (!Number.isInteger(base) || base < 1024 || base > 65_500)
    throw new UsageError(`--port-base takes a number from 1024 to 65500, got '${text}'`);
  return base;
}
function readComponents(text: string): OptionalComponent[] {
  const words = text.split(',').filter((word) => word !== '' && word !== 'none');
  const unknown = words.find((word) => !optionalComponents.includes(word as OptionalComponent));
  if (unknown !== undefined)
    throw new UsageError(`--without takes ${optionalComponents.join(', ')}; there is no component '${unknown}' to leave out`);
  return words as OptionalComponent[];
}
function readDatabaseUrl(text: string): string {
  if (!/^postgres(ql)?:\/\//.test(text))
    throw new UsageError(`--database takes an address such as postgresql://user@host:5432/koji, got '${text}'`);
  return text;
}
