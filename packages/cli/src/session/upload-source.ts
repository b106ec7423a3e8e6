import { basename } from 'node:path';
import type { CommandContext } from '../command.ts';
import { isInBackground } from '../output/background.ts';
import { uploadProgress } from '../output/progress.ts';
import { uploadPlace } from './upload-place.ts';

/** Uploads a file that a task is to work on, with a progress bar where somebody watches. Answers its place at the hub. */
export async function uploadSource(
  { session, out }: Pick<CommandContext, 'session' | 'out'>,
  file: string,
  prefix: string,
  { bar }: { readonly bar: boolean },
): Promise<string> {
  const directory = uploadPlace(prefix);
  const showBar = bar && !isInBackground();
  await session.upload(file, directory, showBar ? { onProgress: uploadProgress(out) } : {});
  out.line();
  return `${directory}/${basename(file)}`;
}
