import type { Notification, NotificationBlock } from '@koji/common/types/notification';
import type { Db } from '../db/database.ts';
import { sql } from '../db/sql.ts';

export function listNotifications(db: Db, userId: number): Promise<Notification[]> {
  return db.rows(
    sql`select id, user_id, package_id, tag_id, success_only, email from build_notifications where user_id = ${userId} order by id`,
  );
}
export function findNotification(db: Db, id: number): Promise<Notification | undefined> {
  return db.row(sql`select id, user_id, package_id, tag_id, success_only, email from build_notifications where id = ${id}`);
}
export async function insertNotification(db: Db, n: Omit<Notification, 'id'>): Promise<void> {
  await db.run(sql`
    insert into build_notifications (user_id, package_id, tag_id, success_only, email)
    values (${n.user_id}, ${n.package_id}, ${n.tag_id}, ${n.success_only}, ${n.email})`);
}
export async function updateNotification(
  db: Db,
  id: number,
  n: Pick<Notification, 'package_id' | 'tag_id' | 'success_only'>,
): Promise<void> {
  await db.run(sql`
    update build_notifications set package_id = ${n.package_id}, tag_id = ${n.tag_id}, success_only = ${n.success_only} where id = ${id}`);
}
export async function deleteNotification(db: Db, id: number): Promise<void> {
  await db.run(sql`delete from build_notifications where id = ${id}`);
}

export function listBlocks(db: Db, userId: number): Promise<NotificationBlock[]> {
  return db.rows(
    sql`select id, user_id, package_id, tag_id from build_notifications_block where user_id = ${userId} order by id`,
  );
}
export function findBlock(db: Db, id: number): Promise<NotificationBlock | undefined> {
  return db.row(sql`select id, user_id, package_id, tag_id from build_notifications_block where id = ${id}`);
}
export async function insertBlock(db: Db, b: Omit<NotificationBlock, 'id'>): Promise<void> {
  await db.run(
    sql`insert into build_notifications_block (user_id, package_id, tag_id) values (${b.user_id}, ${b.package_id}, ${b.tag_id})`,
  );
}
export async function deleteBlock(db: Db, id: number): Promise<void> {
  await db.run(sql`delete from build_notifications_block where id = ${id}`);
}
