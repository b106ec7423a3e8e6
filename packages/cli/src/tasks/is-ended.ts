import { TASK_STATES } from '@koji/common/types/states';

/** Whether a task in this state is over, well or not. */
export function isEnded(state: number): boolean {
  return state === TASK_STATES.CLOSED || state === TASK_STATES.CANCELED || state === TASK_STATES.FAILED;
}
