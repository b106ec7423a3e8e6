import { GenericError } from '@koji/common/errors';
import { sql } from '../db/sql.ts';
import { insertVersioned, revokeRows } from '../db/versioned.ts';
import { orFault } from '../rpc/answers.ts';
import type { Call } from '../rpc/call.ts';
import { anyone, method, optional, param, permitted } from '../rpc/method.ts';
import { anything, flag, idOrName, nullable, text } from '../rpc/shapes.ts';
import { assertValidName, nameText } from '../users/names.ts';
import { resolveUser } from '../users/resolve-user.ts';
import { findPermission, listPermissionSources } from './queries.ts';

export const getPerms = method({
  name: 'getPerms',
  doc: 'Names of the caller’s permissions.',
  access: anyone,
  readOnly: true,
  params: [],
  run: async (call) => [...(await call.permissions())],
});
export const hasPerm = method({
  name: 'hasPerm',
  doc: 'Whether the caller holds exactly this permission; admin implies nothing here.',
  access: anyone,
  readOnly: true,
  params: [param('perm', text), optional('strict', flag, false)],
  async run(call, { perm, strict }) {
    if (strict && !(await findPermission(call.db, perm))) throw new GenericError(`No such permission: ${perm}`);
    return (await call.permissions()).has(perm);
  },
});
export const getAllPerms = method({
  name: 'getAllPerms',
  doc: 'All permissions, by id.',
  access: anyone,
  readOnly: true,
  params: [],
  run: ({ db }) =>
    db.rows<{ id: number; name: string; description: string | null }>(
      sql`select id, name, description from permissions order by id`,
    ),
});
export const getUserPerms = method({
  name: 'getUserPerms',
  doc: 'Names of a user’s permissions, through groups too unless told not to.',
  access: anyone,
  readOnly: true,
  params: [optional('userID', anything, null), optional('with_groups', flag, true)],
  async run(call, { userID, with_groups }) {
    const user = await resolveUser(call.db, userID ?? orFault(call.session?.user.id, 'No user provided'), true);
    const sources = await listPermissionSources(call.db, user.id);
    return [...new Set(sources.filter((s) => with_groups || s.group === null).map((s) => s.name))];
  },
});
export const getUserPermsInheritance = method({
  name: 'getUserPermsInheritance',
  doc: 'A user’s permissions, each with the groups it comes from; nil stands for a direct grant.',
  access: anyone,
  readOnly: true,
  params: [param('userID', anything)],
  async run(call, { userID }) {
    const user = await resolveUser(call.db, userID, true);
    const byName: Record<string, (string | null)[]> = {};
    for (const { name, group } of await listPermissionSources(call.db, user.id)) {
      byName[name] ??= [];
      byName[name].push(group);
    }
    return byName;
  },
});

export const grantPermission = method({
  name: 'grantPermission',
  doc: 'Grant a permission to a user or user group; with create, a new permission is made on the way.',
  access: permitted('admin'),
  params: [
    param('userinfo', anything),
    param('permission', idOrName),
    optional('create', flag, false),
    optional('description', nullable(text), null),
  ],
  async run(call, { userinfo, permission, create, description }) {
    if (create) assertValidName(call.config, 'internal', nameText.read(permission, 'permission'));
    if (description !== null && !create) throw new GenericError('a description is for a permission to be created');
    const user = await resolveUser(call.db, userinfo, true);
    const known = await findPermission(call.db, permission);
    if (known && description !== null) await describePermission(call, known.id, description);
    const perm = known ?? (await createPermission(call, permission, create, description));
    const held = await listPermissionSources(call.db, user.id);
    if (held.some((s) => s.name === perm.name && s.group === null))
      throw new GenericError(`user ${user.name} already has permission: ${perm.name}`);
    await insertVersioned(call, 'user_perms', { user_id: user.id, perm_id: perm.id });
    return null;
  },
});
async function createPermission(
  call: Call,
  name: number | string,
  create: boolean,
  description: string | null,
): Promise<{ id: number; name: string }> {
  if (!create || typeof name !== 'string') throw new GenericError(`No such permission: ${name}`);
  const id = await call.db.value<number>(
    sql`insert into permissions (name, description) values (${name}, ${description}) returning id`,
  );
  return { id: id as number, name };
}

export const revokePermission = method({
  name: 'revokePermission',
  doc: 'Take back a permission that was granted directly.',
  access: permitted('admin'),
  params: [param('userinfo', anything), param('permission', idOrName)],
  async run(call, { userinfo, permission }) {
    const user = await resolveUser(call.db, userinfo, true);
    const perm = await findPermission(call.db, permission);
    if (!perm) throw new GenericError(`No such permission: ${permission}`);
    const revoked = await revokeRows(call, 'user_perms', sql`user_id = ${user.id} and perm_id = ${perm.id}`);
    if (revoked === 0) throw new GenericError(`user ${user.name} does not have permission: ${perm.name}`);
    return null;
  },
});
export const editPermission = method({
  name: 'editPermission',
  doc: 'Change a permission’s description.',
  access: permitted('admin'),
  params: [param('permission', idOrName), param('description', text)],
  async run(call, { permission, description }) {
    const perm = await findPermission(call.db, permission);
    if (!perm) throw new GenericError(`No such permission: ${permission}`);
    await describePermission(call, perm.id, description);
    return null;
  },
});
async function describePermission(call: Call, id: number, description: string): Promise<void> {
  await call.db.run(sql`update permissions set description = ${description} where id = ${id}`);
}
