import { type AnyCommand, categories } from '../command.ts';
import { globalFlags } from '../global-flags.ts';
import { flagHelp } from '../options/usage-text.ts';

const commonCommands = ['build', 'download-build', 'help', 'latest-build', 'list-targets', 'search'];

export function globalUsage(program: string): string {
  return `Usage: ${program} [global-options] command [command-options-and-arguments]\n\nCommon commands: ${commonCommands.join(', ')}\n`;
}

export function globalHelp(program: string): string {
  return `${globalUsage(program)}\n${flagHelp(globalFlags, screenWidth())}${furtherHelp(program)}`;
}

/** Where else to look, at the end of the general help and of the list of commands. */
export function furtherHelp(program: string): string {
  return `
Try "${program} --help" for help about global options
Try "${program} help" to get all available commands
Try "${program} <command> --help" for help about the options of a particular command
Try "${program} help <category>" to get commands under a particular category
Available categories are: ${['all', ...Object.keys(categories)].join(', ')}
`;
}

export function commandUsage(program: string, { name, usage }: AnyCommand): string {
  const forms = typeof usage === 'string' ? [usage] : usage;
  const lines = forms.map((form, i) => `${i === 0 ? 'Usage: ' : '       '}${program} ${name} ${form}`.trimEnd());
  return `${lines.join('\n')}\n(Specify the --help global option for a list of other help options)\n`;
}

export function commandHelp(program: string, command: AnyCommand): string {
  const notes = command.notes === undefined ? '' : `\n${command.notes.trimEnd()}\n`;
  return `${commandUsage(program, command)}\n${flagHelp(command.flags, screenWidth())}${notes}`;
}

function screenWidth(): number {
  const columns = Number(process.env.COLUMNS) || process.stdout.columns || 80;
  return columns - 2;
}
