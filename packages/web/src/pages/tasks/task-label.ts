import { taskLabel } from '@koji/common/tasks/labels';
import type { Task } from '@koji/common/types/task';
import type { WireValue } from '@koji/common/wire/values';

/** Tasks as the lists and details of the hub have them, with their request decoded. */
export type LabelledTask = Pick<Task, 'method' | 'arch'> & { readonly request?: WireValue | undefined };

/** The line by which people know a task; a request that is no list of parameters counts as none. */
export function labelOf({ method, arch, request }: LabelledTask): string {
  return taskLabel({ method, arch, request: Array.isArray(request) ? request : null });
}
