import { USERTYPES } from '@koji/common/types/states';
import type { Db } from '../db/database.ts';
import { allOf, sql, when } from '../db/sql.ts';
import { principalsOf } from './user-columns.ts';

export interface UserRow {
  id: number;
  name: string;
  status: number;
  usertype: number;
  krb_principals: string[];
}
/** What a caller may know a user by; given fields must all hold. */
export interface UserKey {
  readonly id?: number | undefined;
  readonly name?: string | undefined;
  readonly krb_principal?: string | undefined;
}
const userColumns = sql`users.id, users.name, users.status, users.usertype, ${principalsOf('users')} as krb_principals`;

export function findUser(db: Db, key: UserKey): Promise<UserRow | undefined> {
  return db.row<UserRow>(sql`
    select ${userColumns} from users
    where ${allOf([
      when(key.id, (id) => sql`users.id = ${id}`),
      when(key.name, (name) => sql`users.name = ${name}`),
      when(
        key.krb_principal,
        (principal) => sql`users.id = (select user_id from user_krb_principals where krb_principal = ${principal})`,
      ),
    ])}
    limit 1`);
}
/** By name first, else by principal: callers give one text for either. */
export async function findUserByText(db: Db, text: string): Promise<UserRow | undefined> {
  return (await findUser(db, { name: text })) ?? (await findUser(db, { krb_principal: text }));
}
export function listGroupsOf(db: Db, userId: number): Promise<{ id: number; name: string }[]> {
  return db.rows(sql`
    select g.id, g.name from user_groups join users g on g.id = user_groups.group_id
    where user_groups.active = true and user_groups.user_id = ${userId} and g.usertype = ${USERTYPES.GROUP} order by g.id`);
}
export function listGroupMembers(db: Db, groupId: number): Promise<UserRow[]> {
  return db.rows<UserRow>(sql`
    select ${userColumns} from user_groups join users on users.id = user_groups.user_id
    where user_groups.active = true and user_groups.group_id = ${groupId} order by users.id`);
}
export async function insertUser(db: Db, user: { name: string; status: number; usertype: number }): Promise<number> {
  const id = await db.value<number>(
    sql`insert into users (name, status, usertype) values (${user.name}, ${user.status}, ${user.usertype}) returning id`,
  );
  return id as number;
}
/** Undefined where the name is taken; whoever takes it at this moment is waited for. */
export function insertUserOnce(db: Db, user: { name: string; status: number; usertype: number }): Promise<number | undefined> {
  return db.value<number>(sql`
    insert into users (name, status, usertype) values (${user.name}, ${user.status}, ${user.usertype})
    on conflict (name) do nothing returning id`);
}
export async function insertPrincipal(db: Db, userId: number, principal: string): Promise<void> {
  await db.run(sql`insert into user_krb_principals (user_id, krb_principal) values (${userId}, ${principal})`);
}
/** Does nothing where the principal has an owner. */
export async function insertPrincipalOnce(db: Db, userId: number, principal: string): Promise<void> {
  await db.run(sql`
    insert into user_krb_principals (user_id, krb_principal) values (${userId}, ${principal})
    on conflict (krb_principal) do nothing`);
}
export function deletePrincipal(db: Db, userId: number, principal: string): Promise<number> {
  return db.run(sql`delete from user_krb_principals where user_id = ${userId} and krb_principal = ${principal}`);
}
export async function updateUserStatus(db: Db, userId: number, status: number): Promise<void> {
  await db.run(sql`update users set status = ${status} where id = ${userId}`);
}
export async function updateUserName(db: Db, userId: number, name: string): Promise<void> {
  await db.run(sql`update users set name = ${name} where id = ${userId}`);
}
