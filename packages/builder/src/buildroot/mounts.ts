import { readFile } from 'node:fs/promises';
import { GenericError } from '@koji/common/errors';
import { describeOutcome, isSuccess, type Runner } from '../process/runner.ts';

/** Mount points at or below a directory, innermost first, from the text of /proc/mounts. */
export function mountsBelow(directory: string, mounts: string): string[] {
  return mounts
    .split('\n')
    .map((line) => decodeOctal(line.split(' ')[1] ?? ''))
    .filter((point) => point === directory || point.startsWith(`${directory}/`))
    .reverse();
}

/** The kernel writes white space and backslashes as octal numbers. */
function decodeOctal(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_match, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}

/** Unmounts what a killed mock left mounted. Throws GenericError when something stays: removing then would destroy it. */
export async function unmountBelow(runner: Runner, directory: string): Promise<void> {
  for (const point of mountsBelow(directory, await readFile('/proc/mounts', 'utf8'))) {
    const outcome = await runner.capture(['umount', '-l', point]);
    if (!isSuccess(outcome))
      throw new GenericError(`cannot unmount ${point}: ${describeOutcome(outcome, 'umount')}: ${outcome.stderr.trim()}`);
  }
  const left = mountsBelow(directory, await readFile('/proc/mounts', 'utf8'));
  if (left.length > 0) throw new GenericError(`still mounted below ${directory}: ${left.join(', ')}`);
}
