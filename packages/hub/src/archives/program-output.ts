import { spawn } from 'node:child_process';
import { GenericError } from '@koji/common/errors';

/**
 * What a program writes about a file of ours, piece by piece. Throws GenericError when it is not there, and what `refused` makes
 * when it does not end well.
 */
export async function* programOutput(
  program: string,
  args: readonly string[],
  options: { readonly path: string; readonly signal: AbortSignal; refused(): Error },
): AsyncGenerator<Buffer, void> {
  const child = spawn(program, [...args], { stdio: ['ignore', 'pipe', 'ignore'], signal: options.signal });
  const ended = new Promise<Error | number | null>((resolve) => child.once('error', resolve).once('close', resolve));
  try {
    yield* child.stdout;
  } finally {
    // One that has said all is let come to its end by itself: killed, it would not have ended well.
    if (!child.stdout.readableEnded) child.kill();
  }
  const outcome = await ended;
  if (outcome instanceof Error) throw new GenericError(`cannot run ${program} to read ${options.path}`, { cause: outcome });
  if (outcome !== 0) throw options.refused();
}
