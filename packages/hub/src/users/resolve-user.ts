import { GenericError } from '@koji/common/errors';
import type { WireValue } from '@koji/common/wire/values';
import type { Db } from '../db/database.ts';
import { isInt32, isStruct } from '../rpc/shapes.ts';
import { findUser, findUserByText, type UserKey, type UserRow } from './queries.ts';

/** A user by id, by name or principal, or by a struct of id, name and krb_principal that must all hold. */
export function resolveUser(db: Db, info: WireValue, strict: true): Promise<UserRow>;
export function resolveUser(db: Db, info: WireValue, strict: boolean): Promise<UserRow | undefined>;
export async function resolveUser(db: Db, info: WireValue, strict: boolean): Promise<UserRow | undefined> {
  const user = await lookUp(db, info);
  if (!user && strict) throw new GenericError(`No such user: ${describe(info)}`);
  return user;
}

async function lookUp(db: Db, info: WireValue): Promise<UserRow | undefined> {
  if (isInt32(info)) return findUser(db, { id: info });
  if (typeof info === 'string') return findUserByText(db, info);
  if (isStruct(info)) return findUser(db, readUserKey(info));
  throw new GenericError(`Invalid type for userInfo: ${describe(info)}`);
}
function readUserKey(info: Record<string, WireValue>): UserKey {
  const { id, name, krb_principal } = info;
  if (id === undefined && name === undefined && krb_principal === undefined)
    throw new GenericError('a user is given by id, name or krb_principal');
  if (id !== undefined && id !== null && !isInt32(id)) throw new GenericError(`Invalid type for user id: ${describe(id)}`);
  for (const text of [name, krb_principal])
    if (text !== undefined && text !== null && typeof text !== 'string')
      throw new GenericError(`Invalid type for user name: ${describe(text)}`);
  return {
    ...(isInt32(id) ? { id } : {}),
    ...(typeof name === 'string' ? { name } : {}),
    ...(typeof krb_principal === 'string' ? { krb_principal } : {}),
  };
}
function describe(info: WireValue): string {
  return typeof info === 'string' || typeof info === 'number' ? String(info) : JSON.stringify(info);
}
