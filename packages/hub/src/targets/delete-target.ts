import { sql } from '../db/sql.ts';
import { revokeRows } from '../db/versioned.ts';
import type { Call } from '../rpc/call.ts';

/** Ends a target. Whether the caller may is not looked at. */
export async function deleteTarget(call: Call, targetId: number): Promise<void> {
  await revokeRows(call, 'build_target_config', sql`build_target_id = ${targetId}`);
}
