import type { HostTask } from '@koji/common/types/task';
import type { Db } from '../db/database.ts';
import { listHostTasks } from './queries.ts';

/** The tasks a host has open; `alert` is there only where a waiting one has news. The mark tells one piece of news from the next. */
export async function readHostTasks(db: Db, hostId: number): Promise<{ tasks: HostTask[]; mark: string }> {
  const rows = await listHostTasks(db, hostId);
  return {
    tasks: rows.map(({ ended, ...task }) => (ended.length > 0 ? { ...task, alert: true } : task)),
    mark: rows.map(({ id, ended }) => [id, ...ended].join('!')).join(','),
  };
}
