import type { CommandContext } from '../command.ts';
import { onOff } from '../options/flag.ts';
import { isInBackground } from '../output/background.ts';
import { watchTasks } from '../watch/watch-tasks.ts';

/** The two flags of every command that makes tasks. */
export const waitFlag = onOff('--wait', 'wait for the end, even in the background', '--nowait', 'do not wait for the end');

/** Says which task was made and where to look at it. */
export function announceTask({ out, settings }: Pick<CommandContext, 'out' | 'settings'>, taskId: number): void {
  out.line(`Created task: ${taskId}`);
  out.line(`Task info: ${settings.weburl}/taskinfo?taskID=${taskId}`);
}

/** Watches new tasks to their end when the user said so, or said nothing and is there to see it. Answers the exit status. */
export async function followTasks(
  context: CommandContext,
  taskIds: readonly number[],
  { wait, quiet = context.settings.quiet }: { readonly wait: boolean | undefined; readonly quiet?: boolean },
): Promise<number> {
  if (!(wait ?? !isInBackground())) return 0;
  // Watching needs no login, and may take longer than one lasts.
  await context.session.logout();
  return await watchTasks(context, taskIds, { quiet });
}
