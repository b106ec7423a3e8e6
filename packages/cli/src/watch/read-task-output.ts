import type { CommandContext } from '../command.ts';
import type { TaskFile } from './task-files.ts';

/** A piece of a task's file, from an offset on; empty at its end. */
export async function readTaskOutput(
  { session }: Pick<CommandContext, 'session'>,
  taskId: number,
  { name, volume }: TaskFile,
  { offset = 0, size = -1 }: { readonly offset?: number; readonly size?: number } = {},
): Promise<Uint8Array> {
  const answer = await session.call('downloadTaskOutput', [taskId, name], { offset, size, volume });
  // The hub sends the text of the base64 form, not bytes.
  return answer instanceof Uint8Array ? answer : Buffer.from(String(answer), 'base64');
}
