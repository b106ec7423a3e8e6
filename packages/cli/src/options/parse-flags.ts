import { type FlagTable, FlagValueError, type FlagValues, type Spelling } from './flag.ts';

/** The command line does not fit the flags. */
export class FlagError extends Error {
  override name = 'FlagError';
}
export interface ParsedFlags<F extends FlagTable> {
  readonly values: FlagValues<F>;
  /** What is no flag, in order. */
  readonly words: readonly string[];
  /** -h or --help was met; nothing behind it was looked at. */
  readonly help: boolean;
}

export interface ParseStyle {
  /** Flags may stand behind words; without it the first word ends them. */
  readonly interspersed: boolean;
}

/**
 * Reads a command line in the way of Python's optparse, whose habits existing scripts rely on: long flags may be
 * shortened to a unique beginning, values come as `--flag=value`, `--flag value`, `-fvalue` or `-f value`, short switches
 * may be joined, and `--` ends the flags. Why this is not a library: docs/decisions/0006-command-line-read-by-ourselves.md.
 */
export function parseFlags<F extends FlagTable>(table: F, argv: readonly string[], style: ParseStyle): ParsedFlags<F> {
  const known = spellingsByName(table);
  const values: Record<string, unknown> = Object.fromEntries(Object.entries(table).map(([key, flag]) => [key, flag.initial]));
  const words: string[] = [];
  const queue = [...argv];
  const apply = (name: string, { key, spelling }: Known, attached: string | undefined) => {
    if (spelling.metavar === undefined && attached !== undefined) throw new FlagError(`${name} option does not take a value`);
    const raw = spelling.metavar === undefined ? '' : (attached ?? queue.shift());
    const second = spelling.isPair ? queue.shift() : '';
    if (raw === undefined || second === undefined)
      throw new FlagError(`${name} option requires ${spelling.isPair ? '2 arguments' : '1 argument'}`);
    values[key] = readValue(name, spelling, raw, values[key], second);
  };
  const done = (help: boolean) => ({ values: values as FlagValues<F>, words: [...words, ...queue], help });

  for (let word = queue.shift(); word !== undefined; word = queue.shift()) {
    if (word === '--') break;
    if (word.startsWith('--')) {
      const equals = word.indexOf('=');
      const name = resolveName(equals === -1 ? word : word.slice(0, equals), known);
      if (name === '--help') return done(true);
      apply(name, known.get(name) as Known, equals === -1 ? undefined : word.slice(equals + 1));
    } else if (word.startsWith('-') && word !== '-') {
      for (let at = 1; at < word.length; at++) {
        const name = `-${word[at]}`;
        if (name === '-h' && !known.has(name)) return done(true);
        const found = known.get(name);
        if (!found) throw new FlagError(`no such option: ${name}`);
        const takesRest = found.spelling.metavar !== undefined && at + 1 < word.length;
        apply(name, found, takesRest ? word.slice(at + 1) : undefined);
        if (found.spelling.metavar !== undefined) break;
      }
    } else {
      words.push(word);
      if (!style.interspersed) break;
    }
  }
  return done(false);
}

interface Known {
  readonly key: string;
  readonly spelling: Spelling<unknown>;
}

function spellingsByName(table: FlagTable): Map<string, Known> {
  const known = new Map<string, Known>();
  for (const [key, flag] of Object.entries(table)) {
    for (const spelling of flag.spellings) {
      for (const name of spelling.names) known.set(name, { key, spelling });
    }
  }
  return known;
}

/** The full name that a long flag, perhaps shortened, stands for. */
function resolveName(given: string, known: ReadonlyMap<string, Known>): string {
  const names = [...known.keys(), '--help'];
  if (names.includes(given)) return given;
  const matches = names.filter((name) => name.startsWith(given)).sort();
  const [only, another] = matches;
  if (only === undefined) throw new FlagError(`no such option: ${given}`);
  if (another !== undefined) throw new FlagError(`ambiguous option: ${given} (${matches.join(', ')}?)`);
  return only;
}

function readValue(name: string, spelling: Spelling<unknown>, raw: string, soFar: unknown, second: string): unknown {
  try {
    return spelling.read(raw, soFar, second);
  } catch (error) {
    if (!(error instanceof FlagValueError)) throw error;
    throw new FlagError(`option ${name}: ${error.message}`, { cause: error });
  }
}
