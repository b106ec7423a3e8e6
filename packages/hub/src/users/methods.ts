import { AuthError, GenericError, ParameterError } from '@koji/common/errors';
import { USER_STATUS, USERTYPES } from '@koji/common/types/states';
import type { User } from '@koji/common/types/user';
import type { WireValue } from '@koji/common/wire/values';
import { listWith, queryOptions } from '../db/query-options.ts';
import { allOf, beginsWith, sql, when } from '../db/sql.ts';
import { insertVersioned, revokeRows } from '../db/versioned.ts';
import { orFault } from '../rpc/answers.ts';
import type { Call } from '../rpc/call.ts';
import { anyone, method, optional, param, permitted } from '../rpc/method.ts';
import { anything, either, flag, int, isStruct, list, listOf, nullable, text } from '../rpc/shapes.ts';
import { assertValidName, nameText } from './names.ts';
import {
  deletePrincipal,
  findUser,
  findUserByText,
  insertPrincipal,
  insertUser,
  listGroupMembers,
  listGroupsOf,
  type UserRow,
  updateUserName,
  updateUserStatus,
} from './queries.ts';
import { resolveUser } from './resolve-user.ts';
import { principalsOf } from './user-columns.ts';

export const getUser = method({
  name: 'getUser',
  doc: 'A user by id, name, principal or a struct of those; the caller when none is named.',
  access: anyone,
  readOnly: true,
  params: [
    optional('userInfo', anything, null),
    optional('strict', flag, false),
    optional('krb_princs', flag, true),
    optional('groups', flag, false),
  ],
  async run(call, { userInfo, strict, krb_princs, groups }) {
    const user = await resolveUser(call.db, userInfo ?? orFault(call.session?.user.id, 'No user provided'), strict);
    if (!user) return null;
    const { krb_principals, ...plain } = user;
    return {
      ...plain,
      ...(krb_princs ? { krb_principals } : {}),
      ...(groups ? { groups: (await listGroupsOf(call.db, user.id)).map((g) => g.name) } : {}),
    };
  },
});

export const listUsers = method({
  name: 'listUsers',
  doc: 'Users of a type (0 people, 1 hosts, 2 groups), by name prefix or by permission.',
  access: anyone,
  readOnly: true,
  params: [
    optional('userType', nullable(either(int, listOf(int))), USERTYPES.NORMAL),
    optional('prefix', nullable(text), null),
    optional('queryOpts', queryOptions, null),
    optional('perm', nullable(text), null),
    optional('inherited_perm', flag, false),
  ],
  async run(call, { userType, prefix, queryOpts, perm, inherited_perm }) {
    if (inherited_perm && !perm) throw new GenericError('inherited_perm needs perm');
    const types = typeof userType === 'number' ? [userType] : userType;
    const permId = perm ? await call.db.value<number>(sql`select id from permissions where name = ${perm}`) : null;
    if (permId === undefined) throw new GenericError(`No such permission: ${perm}`);
    const holds = sql`users.id in (select user_id from user_perms where active = true and perm_id = ${permId})`;
    const inherits = sql`users.id in (select m.user_id from user_groups m join user_perms p on p.user_id = m.group_id
                                      where m.active = true and p.active = true and p.perm_id = ${permId})`;
    return listWith<User>(
      call.db,
      {
        columns: {
          id: sql`users.id`,
          name: sql`users.name`,
          status: sql`users.status`,
          usertype: sql`users.usertype`,
          krb_principals: principalsOf('users'),
        },
        from: sql`from users`,
        where: allOf([
          when(types, (t) => sql`users.usertype = any(${t})`),
          when(prefix, (text) => beginsWith(sql`users.name`, text)),
          when(permId, () => (inherited_perm ? sql`(${holds} or ${inherits})` : holds)),
        ]),
        defaultOrder: sql`users.id`,
      },
      queryOpts,
    );
  },
});

export const createUser = method({
  name: 'createUser',
  doc: 'Add a person, optionally blocked or with a Kerberos principal. Answers the id.',
  access: permitted('admin'),
  params: [param('username', nameText), optional('status', anything, null), optional('krb_principal', nullable(text), null)],
  async run(call, { username, status, krb_principal }) {
    assertValidName(call.config, 'user', username);
    if (krb_principal !== null) assertValidName(call.config, 'user', krb_principal);
    if (await findUserByText(call.db, username)) throw new GenericError(`user already exists: ${username}`);
    await assertPrincipalFree(call, krb_principal);
    const id = await insertUser(call.db, { name: username, status: readStatus(status), usertype: USERTYPES.NORMAL });
    if (krb_principal !== null) await insertPrincipal(call.db, id, krb_principal);
    return id;
  },
});
function readStatus(status: WireValue): number {
  if (status === null) return USER_STATUS.NORMAL;
  const known = Object.values(USER_STATUS).find((value) => value === status);
  if (known === undefined) throw new GenericError(`Invalid user status: ${String(status)}`);
  return known;
}
async function assertPrincipalFree(call: Call, principal: string | null): Promise<void> {
  if (principal === null) return;
  const holder = await findUser(call.db, { krb_principal: principal });
  if (holder) throw new GenericError(`krb principal ${principal} belongs to ${holder.name} already`);
}

async function changeStatus(call: Call, username: Parameters<typeof resolveUser>[1], status: number): Promise<null> {
  const user = await resolveUser(call.db, username, true);
  await updateUserStatus(call.db, user.id, status);
  return null;
}
export const enableUser = method({
  name: 'enableUser',
  doc: 'Let a blocked user log in again.',
  access: permitted('admin'),
  params: [param('username', anything)],
  run: (call, { username }) => changeStatus(call, username, USER_STATUS.NORMAL),
});
export const disableUser = method({
  name: 'disableUser',
  doc: 'Block a user: no login, and open sessions fail at their next call.',
  access: permitted('admin'),
  params: [param('username', anything)],
  run: (call, { username }) => changeStatus(call, username, USER_STATUS.BLOCKED),
});

export const editUser = method({
  name: 'editUser',
  doc: 'Rename a user, or add, remove and replace principals by a list of {old, new}.',
  access: permitted('admin'),
  params: [
    param('userInfo', anything),
    optional('name', nullable(nameText), null),
    optional('krb_principal_mappings', nullable(list), null),
  ],
  async run(call, { userInfo, name, krb_principal_mappings }) {
    const user = await resolveUser(call.db, userInfo, true);
    if (name !== null && name !== user.name) {
      assertValidName(call.config, 'user', name);
      const holder = await findUser(call.db, { name });
      if (holder && holder.id !== user.id) throw new GenericError(`Name ${name} already taken by user ${holder.id}`);
      await updateUserName(call.db, user.id, name);
    }
    for (const mapping of readMappings(krb_principal_mappings ?? [])) {
      if (mapping.old !== null && (await deletePrincipal(call.db, user.id, mapping.old)) === 0)
        throw new GenericError(`cannot find krb principal ${mapping.old} of user ${user.name}`);
      if (mapping.new !== null) {
        assertValidName(call.config, 'user', mapping.new);
        await assertPrincipalFree(call, mapping.new);
        await insertPrincipal(call.db, user.id, mapping.new);
      }
    }
    return null;
  },
});
function readMappings(given: readonly unknown[]): { old: string | null; new: string | null }[] {
  const mappings = given.map((item) => {
    if (!isStruct(item)) throw new ParameterError('krb_principal_mappings must be a list of structs with old and new');
    const [before, after] = [item.old ?? null, item.new ?? null];
    for (const side of [before, after])
      if (side !== null && typeof side !== 'string') throw new ParameterError('principals must be strings');
    return { old: (before || null) as string | null, new: (after || null) as string | null };
  });
  for (const side of ['old', 'new'] as const) {
    const names = mappings.map((m) => m[side]).filter((n) => n !== null);
    if (new Set(names).size !== names.length)
      throw new GenericError(`duplicate principals in krb_principal_mappings: ${names.join(', ')}`);
  }
  return mappings;
}

export const addUserKrbPrincipal = method({
  name: 'addUserKrbPrincipal',
  doc: 'Attach a Kerberos principal to a user. Answers the user’s id.',
  access: permitted('admin'),
  params: [param('user', anything), param('krb_principal', nameText)],
  async run(call, { user: info, krb_principal }) {
    const user = await resolveUser(call.db, info, true);
    assertValidName(call.config, 'user', krb_principal);
    await assertPrincipalFree(call, krb_principal);
    await insertPrincipal(call.db, user.id, krb_principal);
    return user.id;
  },
});
export const removeUserKrbPrincipal = method({
  name: 'removeUserKrbPrincipal',
  doc: 'Detach a Kerberos principal from a user. Answers the user’s id.',
  access: permitted('admin'),
  params: [param('user', anything), param('krb_principal', text)],
  async run(call, { user: info, krb_principal }) {
    const user = await resolveUser(call.db, info, true);
    if ((await deletePrincipal(call.db, user.id, krb_principal)) === 0)
      throw new AuthError(`cannot remove krb principal ${krb_principal} of user ${user.name}`);
    return user.id;
  },
});

export const newGroup = method({
  name: 'newGroup',
  doc: 'Add a user group. Answers its id.',
  access: permitted('admin'),
  params: [param('name', nameText)],
  async run(call, { name }) {
    assertValidName(call.config, 'internal', name);
    if (await findUserByText(call.db, name)) throw new GenericError(`user/group already exists: ${name}`);
    return insertUser(call.db, { name, status: USER_STATUS.NORMAL, usertype: USERTYPES.GROUP });
  },
});
async function requireGroup(call: Call, info: Parameters<typeof resolveUser>[1]): Promise<UserRow> {
  const group = await resolveUser(call.db, info, true);
  if (group.usertype !== USERTYPES.GROUP) throw new GenericError(`Not a group: ${group.name}`);
  return group;
}
export const addGroupMember = method({
  name: 'addGroupMember',
  doc: 'Put a user into a user group. Groups do not nest.',
  access: permitted('admin'),
  params: [param('group', anything), param('user', anything), optional('strict', flag, true)],
  async run(call, { group: groupInfo, user: userInfo, strict }) {
    const group = await requireGroup(call, groupInfo);
    const user = await resolveUser(call.db, userInfo, true);
    if (user.usertype === USERTYPES.GROUP) throw new GenericError('groups cannot be members of other groups');
    if ((await listGroupMembers(call.db, group.id)).some((member) => member.id === user.id)) {
      if (strict) throw new GenericError(`user already in group: ${user.name}`);
      return null;
    }
    await insertVersioned(call, 'user_groups', { user_id: user.id, group_id: group.id });
    return null;
  },
});
export const dropGroupMember = method({
  name: 'dropGroupMember',
  doc: 'Take a user out of a user group.',
  access: permitted('admin'),
  params: [param('group', anything), param('user', anything)],
  async run(call, { group: groupInfo, user: userInfo }) {
    const group = await requireGroup(call, groupInfo);
    const user = await resolveUser(call.db, userInfo, true);
    const dropped = await revokeRows(call, 'user_groups', sql`user_id = ${user.id} and group_id = ${group.id}`);
    if (dropped === 0) throw new GenericError(`No such user in group: ${user.name}`);
    return null;
  },
});
export const getGroupMembers = method({
  name: 'getGroupMembers',
  doc: 'The members of a user group.',
  access: anyone,
  readOnly: true,
  params: [param('group', anything)],
  async run(call, { group }) {
    return listGroupMembers(call.db, (await requireGroup(call, group)).id);
  },
});
export const getUserGroups = method({
  name: 'getUserGroups',
  doc: 'The user groups that a user is in.',
  access: anyone,
  readOnly: true,
  params: [param('user', anything)],
  async run(call, { user }) {
    return listGroupsOf(call.db, (await resolveUser(call.db, user, true)).id);
  },
});
