import { CommanderError, InvalidArgumentError } from 'commander';
import { Diagnosis } from './doctor/diagnosis.ts';
import { pkiProgram } from './program.ts';

/** Where the command's lines go, without their line ends. */
export interface PkiOutput {
  readonly out: (line: string) => void;
  readonly err: (line: string) => void;
}

const FAILED = 1;
const MISUSED = 2;

/** Runs `koji-pki` with these arguments and returns its exit status: 0, 1 for a failure (one line on `err`), 2 for wrong usage. */
export async function runPki(argv: readonly string[], output: PkiOutput): Promise<number> {
  try {
    await pkiProgram(output).parseAsync([...argv], { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof InvalidArgumentError) {
      output.err(`koji-pki: ${error.message}`);
      return MISUSED;
    }
    // Commander has written its message or the help by itself.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : MISUSED;
    output.err(`koji-pki: ${oneLine(error)}`);
    return FAILED;
  }
}

function oneLine(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof Diagnosis) return error.message;
  const message = error.message.replaceAll(/\s*\n\s*/g, ' ');
  return error.cause instanceof Error && !message.includes(error.cause.message) ? `${message}: ${oneLine(error.cause)}` : message;
}
