import { readFileSync } from 'node:fs';

export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** The first of these accounts that this machine has. */
export function firstAccountOf(...names: readonly string[]): Account | undefined {
  const entries = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const entry = names.map((name) => entries.find(([each]) => each === name)).find((each) => each !== undefined);
  return entry && { name: entry[0] as string, uid: Number(entry[2]), gid: Number(entry[3]) };
}
