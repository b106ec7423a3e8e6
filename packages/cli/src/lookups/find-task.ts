import type { WireValue } from '@koji/common/wire/values';
import type { CommandContext } from '../command.ts';

/** What commands look at of a task. */
export interface FoundTask {
  readonly id: number;
  readonly method: string;
  readonly arch: string;
  readonly state: number;
  readonly host_id: number | null;
  readonly owner: number;
  readonly create_ts: number;
  readonly start_ts: number | null;
  readonly completion_ts: number | null;
  readonly request?: WireValue[] | null;
}

/** The task of an id, perhaps with what it was asked to do. */
export async function findTask(
  { hub }: Pick<CommandContext, 'hub'>,
  id: number,
  options: { readonly request?: boolean } = {},
): Promise<FoundTask | null> {
  // Only a question for many tasks is answered by a list.
  return (await hub.getTaskInfo(id, options)) as unknown as FoundTask | null;
}
