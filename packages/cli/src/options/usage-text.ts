import type { FlagTable, Spelling } from './flag.ts';

const widestNames = 24;
const indent = '  ';

/** Everything that --help prints about a command's flags. */
export function flagHelp(table: FlagTable, width: number): string {
  const own: Row[] = Object.values(table)
    .flatMap((flag) => flag.spellings)
    .filter((spelling) => !spelling.hidden)
    .map((spelling) => ({ names: spelledNames(spelling), help: spelling.help }));
  const rows = [{ names: '-h, --help', help: 'show this help message and exit' }, ...own];
  const column = Math.min(Math.max(...rows.map((row) => row.names.length + indent.length)) + 2, widestNames);
  return `Options:\n${rows.map((row) => helpRow(row, column, width)).join('')}`;
}

interface Row {
  readonly names: string;
  readonly help: string;
}

/** `-t TAG, --tag=TAG`. */
function spelledNames({ names, metavar, isPair }: Pick<Spelling<unknown>, 'names' | 'metavar' | 'isPair'>): string {
  if (metavar === undefined) return names.join(', ');
  const value = isPair ? `${metavar} ${metavar}` : metavar;
  return names.map((name) => (name.startsWith('--') ? `${name}=${value}` : `${name} ${value}`)).join(', ');
}

function helpRow({ names, help }: Row, column: number, width: number): string {
  const lines = wrap(help, Math.max(width - column, 11));
  const room = column - indent.length - 2;
  const head = `${indent}${names}`;
  if (lines.length === 0) return `${head}\n`;
  const [first, ...more] = lines;
  const start = names.length > room ? `${head}\n${' '.repeat(column)}${first}` : `${head.padEnd(column)}${first}`;
  return [start, ...more.map((line) => ' '.repeat(column) + line)].map((line) => `${line}\n`).join('');
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
