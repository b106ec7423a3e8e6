import type { ArgumentCount } from './arguments.ts';
import type { Interrupt } from './interrupt.ts';
import type { FlagTable, FlagValues } from './options/flag.ts';
import type { Output } from './output/output.ts';
import type { CliSession } from './session/cli-session.ts';
import type { Settings } from './settings.ts';

/** Groups of the help, with their headings. */
export const categories = {
  admin: 'admin commands',
  bind: 'bind commands',
  build: 'build commands',
  download: 'download commands',
  info: 'info commands',
  misc: 'miscellaneous commands',
  monitor: 'monitor commands',
  search: 'search commands',
} as const;
export type Category = keyof typeof categories;

/** What a command gets to work with. */
export interface CommandContext {
  /** The hub; the first call connects, and logs in where the command or the user asks for it. */
  readonly hub: CliSession['hub'];
  readonly session: CliSession;
  readonly settings: Settings;
  readonly out: Output;
  /** Name under which the program was started. */
  readonly program: string;
  readonly interrupt: Interrupt;
  /** The list of commands, of all categories or of some. */
  listCommands(chosen?: readonly Category[]): Promise<string>;
}

/**
 * One command, declared once: dispatch, checks of its arguments, its help and its line in the list of commands all come
 * from here. The file has the command's name and lies in the folder of its category.
 */
export interface Command<F extends FlagTable = FlagTable> {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly category: Category;
  /** Its line in the list of commands. */
  readonly summary: string;
  /** What follows the name in the usage line; several lines for several forms. */
  readonly usage: string | readonly string[];
  /** Whether the hub must know who asks. */
  readonly login: 'required' | 'anonymous';
  readonly args: ArgumentCount;
  readonly flags: F;
  /** Flags end at the first word, so that words for another program may look like flags. */
  readonly flagsFirst?: true;
  /** Further explanations behind the flags. */
  readonly notes?: string;
  /** Shows numbers exactly as the hub sent them: 1.0 stays 1.0. */
  readonly exactNumbers?: true;
  /** The exit status; nothing means 0. */
  run(context: CommandContext, words: readonly string[], flags: FlagValues<F>): Promise<number | undefined>;
}
/** A command with any flags, for the catalogue. Flags are read by its own table, so the variance is safe. */
export type AnyCommand = Omit<Command, 'run'> & {
  run(context: CommandContext, words: readonly string[], flags: never): Promise<number | undefined>;
};

export function command<const F extends FlagTable>(declaration: Command<F>): Command<F> {
  return declaration;
}
