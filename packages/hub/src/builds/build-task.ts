import type { Build } from '@koji/common/types/build';
import { isInt32 } from '../rpc/shapes.ts';

/** The task that made a build. Compatibility: the first container builds noted theirs among the extra data. */
export function buildTaskId({ task_id, extra }: Pick<Build, 'task_id' | 'extra'>): number | null {
  if (task_id !== null) return task_id;
  const noted = extra?.container_koji_task_id;
  return isInt32(noted) ? noted : null;
}
