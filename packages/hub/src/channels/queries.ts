import type { Channel } from '@koji/common/types/channel';
import type { Db } from '../db/database.ts';
import { activeAt, allOf, sql, when } from '../db/sql.ts';

const channelColumns = sql`channels.id, channels.name, channels.description, channels.enabled, channels.comment`;

export function findChannel(db: Db, key: number | string): Promise<Channel | undefined> {
  return db.row<Channel>(
    sql`select ${channelColumns} from channels where ${typeof key === 'number' ? sql`id = ${key}` : sql`name = ${key}`}`,
  );
}
export function listChannelRows(
  db: Db,
  filter: { hostId: number | null; event: number | null; enabled: boolean | null },
): Promise<Channel[]> {
  const subscribed = (hostId: number) =>
    sql`channels.id in (select channel_id from host_channels where host_id = ${hostId} and ${activeAt(filter.event, 'host_channels')})`;
  return db.rows<Channel>(sql`
    select ${channelColumns} from channels
    where ${allOf([when(filter.hostId, subscribed), when(filter.enabled, (enabled) => sql`channels.enabled = ${enabled}`)])}
    order by channels.id`);
}
export async function insertChannel(db: Db, name: string, description: string | null): Promise<number> {
  return (await db.value<number>(
    sql`insert into channels (name, description) values (${name}, ${description}) returning id`,
  )) as number;
}
export async function updateChannel(
  db: Db,
  id: number,
  values: { name: string; description: string | null; comment: string | null; enabled: boolean },
): Promise<void> {
  await db.run(sql`
    update channels set name = ${values.name}, description = ${values.description}, comment = ${values.comment}, enabled = ${values.enabled} where id = ${id}`);
}
