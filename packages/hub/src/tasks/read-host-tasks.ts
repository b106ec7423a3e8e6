import type { HostTask } from '@koji/common/types/task';
import type { Db } from '../db/database.ts';
import { listHostTasks } from './queries.ts';

/** The tasks a host has open; `alert` is there only where a waiting one has news. */
export async function readHostTasks(db: Db, hostId: number): Promise<HostTask[]> {
  const tasks = await listHostTasks(db, hostId);
  return tasks.map(({ alert, ...task }) => (alert ? { ...task, alert } : task));
}
