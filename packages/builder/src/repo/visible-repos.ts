import { access } from 'node:fs/promises';
import type { PathLayout } from '@koji/common/paths/layout';
import { RefuseTask } from '../tasks/interruptions.ts';

/** Throws RefuseTask where the hub's repositories cannot be seen, whatever keeps us from it: another host may do better. */
export async function assertReposVisible(layout: PathLayout): Promise<void> {
  try {
    await access(layout.repos());
  } catch (cause) {
    throw new RefuseTask(`No access to repos dir ${layout.repos()}`, { cause });
  }
}
