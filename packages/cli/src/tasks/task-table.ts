import { taskLabel } from '@koji/common/tasks/labels';
import { nameOf, TASK_STATES } from '@koji/common/types/states';
import type { SelectedTask } from './select-tasks.ts';

export const taskTableHead = 'ID       Pri  Owner                State    Arch       Name';

/** Lines of a table of tasks; subtasks stand below the task that they are part of. */
export function taskLines(tasks: readonly SelectedTask[]): string[] {
  const ids = new Set(tasks.map(({ id }) => id));
  const byParent = new Map<number | null, SelectedTask[]>();
  for (const task of tasks) {
    // What is part of a task that is not in the table stands at the top.
    const parent = task.parent !== null && ids.has(task.parent) ? task.parent : null;
    const siblings = byParent.get(parent);
    if (siblings) siblings.push(task);
    else byParent.set(parent, [task]);
  }
  const below = (parent: number | null, depth: number): string[] =>
    (byParent.get(parent) ?? []).flatMap((task) => [taskLine(task, depth), ...below(task.id, depth + 1)]);
  return below(null, 0);
}

function taskLine(task: SelectedTask, depth: number): string {
  const indent = depth === 0 ? '' : `${'  '.repeat(depth - 1)} +`;
  const columns = [
    String(task.id).padEnd(8),
    String(task.priority).padEnd(4),
    task.owner_name.padEnd(20),
    nameOf(TASK_STATES, task.state).padEnd(8),
    task.arch.padEnd(10),
  ];
  return `${columns.join(' ')} ${indent}${taskLabel(task)}`;
}
