import { readFileSync } from 'node:fs';

/** One command of a transcript and what it must answer. */
export interface Step {
  readonly line: number;
  readonly user: string;
  /** The command line as it stands, without `koji`. */
  readonly command: string;
  readonly status: number;
  /** Whether standard error must say something. */
  readonly hasReason: boolean;
  readonly inAnyOrder: boolean;
  /** Files that the command must leave in its directory. */
  readonly leaves: readonly string[];
  readonly output: string;
}

const header = /^(\w+)\$ koji ?(.*)$/;
const note = /^\[(?:status (\d)|(a reason)|(in any order)|leaves (\S+))\]$/;

/**
 * Reads a transcript: `user$ koji …`, notes in brackets (`[status 1]`, `[a reason]` for words on standard error,
 * `[in any order]`, `[leaves file]`), the output, an empty line.
 */
export function readTranscript(file: string): Step[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  const starts = lines.flatMap((line, index) => (header.test(line) ? [index] : []));
  return starts.map((start, n) => {
    const [, user = '', command = ''] = header.exec(lines[start]!)!;
    const rest = lines.slice(start + 1, (starts[n + 1] ?? lines.length) - 1);
    const count = rest.findIndex((line) => !note.test(line));
    const notes = rest.splice(0, count < 0 ? rest.length : count).map((line) => note.exec(line)!);
    return {
      line: start + 1,
      user,
      command,
      status: Number(notes.find(([, status]) => status)?.[1] ?? 0),
      hasReason: notes.some(([, , reason]) => reason),
      inAnyOrder: notes.some(([, , , order]) => order),
      leaves: notes.flatMap(([, , , , leaves]) => leaves ?? []),
      output: rest.map((line) => `${line}\n`).join(''),
    };
  });
}

/** The words of a command line; quotes of either kind hold a word together. */
export function splitWords(command: string): string[] {
  return [...command.matchAll(/(?:[^\s'"]+|'[^']*'|"[^"]*")+/g)].map(([word]) =>
    word.replace(/'([^']*)'|"([^"]*)"/g, (_, single?: string, double?: string) => single ?? double ?? ''),
  );
}
