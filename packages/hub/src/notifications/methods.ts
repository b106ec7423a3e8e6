import { GenericError } from '@koji/common/errors';
import type { WireValue } from '@koji/common/wire/values';
import { findPackage } from '../packages/queries.ts';
import { isAdmin } from '../rpc/access.ts';
import { orFault, orNull } from '../rpc/answers.ts';
import type { Call, SessionUser } from '../rpc/call.ts';
import { info } from '../rpc/info.ts';
import { anyone, method, optional, param } from '../rpc/method.ts';
import { anything, flag, int, nullable } from '../rpc/shapes.ts';
import { requireTagId } from '../tags/require-tag.ts';
import { resolveUser } from '../users/resolve-user.ts';
import * as rows from './queries.ts';

// Upstream faults with 1000 for all that is not allowed here, not with the code for refusals.
function requireLogin(call: Call): SessionUser {
  if (!call.session) throw new GenericError('Not logged-in');
  return call.session.user;
}
async function assertMayChange(call: Call, ownerId: number): Promise<void> {
  const user = requireLogin(call);
  if (user.id !== ownerId && !(await isAdmin(call)))
    throw new GenericError(`user ${user.name} cannot change notifications of another user`);
}
async function ownerOf(call: Call, given: WireValue): Promise<{ id: number; name: string }> {
  requireLogin(call);
  const owner = orFault(await resolveUser(call.db, given, false), `No such user ID: ${JSON.stringify(given)}`);
  await assertMayChange(call, owner.id);
  return owner;
}
/** The user asked about, or the one who asks. */
async function subject(call: Call, given: WireValue): Promise<number> {
  if (given === null) return requireLogin(call).id;
  return (await resolveUser(call.db, given, true)).id;
}
interface Scope {
  readonly package_id: number | null;
  readonly tag_id: number | null;
}
async function readScope(call: Call, pkg: number | string | null, tag: number | string | null): Promise<Scope> {
  return {
    package_id: pkg === null ? null : orFault(await findPackage(call.db, pkg), `No such package: ${pkg}`).id,
    tag_id: tag === null ? null : await requireTagId(call, tag),
  };
}
function isSame(a: Scope, b: Scope): boolean {
  return a.package_id === b.package_id && a.tag_id === b.tag_id;
}
async function assertNewSubscription(
  call: Call,
  userId: number,
  wanted: Scope & { readonly success_only: boolean },
): Promise<void> {
  const known = await rows.listNotifications(call.db, userId);
  if (known.some((each) => isSame(each, wanted) && each.success_only === wanted.success_only))
    throw new GenericError('notification already exists');
}

export const getBuildNotifications = method({
  name: 'getBuildNotifications',
  doc: 'The build mails a user has asked for; one’s own without a user.',
  access: anyone,
  readOnly: true,
  params: [optional('userID', anything, null)],
  run: async (call, { userID }) => rows.listNotifications(call.db, await subject(call, userID)),
});
export const getBuildNotification = method({
  name: 'getBuildNotification',
  doc: 'A request for build mails.',
  access: anyone,
  readOnly: true,
  params: [param('id', int), optional('strict', flag, false)],
  run: async ({ db }, { id, strict }) =>
    orNull(await rows.findNotification(db, id), strict, `No notification with ID ${id} found`),
});
export const createNotification = method({
  name: 'createNotification',
  doc: 'Ask for mails about builds of a package (or any) for a tag (or any), for oneself or, as an administrator, for others.',
  access: anyone,
  params: [
    param('user_id', anything),
    param('package_id', nullable(info)),
    param('tag_id', nullable(info)),
    param('success_only', flag),
  ],
  async run(call, { user_id, package_id, tag_id, success_only }) {
    const owner = await ownerOf(call, user_id);
    const wanted = { ...(await readScope(call, package_id, tag_id)), success_only };
    await assertNewSubscription(call, owner.id, wanted);
    await rows.insertNotification(call.db, {
      user_id: owner.id,
      email: `${owner.name}@${call.config.emailDomain ?? ''}`,
      ...wanted,
    });
    return null;
  },
});
export const updateNotification = method({
  name: 'updateNotification',
  doc: 'Change a request for build mails.',
  access: anyone,
  params: [param('id', int), param('package_id', nullable(info)), param('tag_id', nullable(info)), param('success_only', flag)],
  async run(call, { id, package_id, tag_id, success_only }) {
    requireLogin(call);
    const notification = orFault(await rows.findNotification(call.db, id), `No notification with ID ${id} found`);
    await assertMayChange(call, notification.user_id);
    const wanted = { ...(await readScope(call, package_id, tag_id)), success_only };
    await assertNewSubscription(call, notification.user_id, wanted);
    await rows.updateNotification(call.db, id, wanted);
    return null;
  },
});
export const deleteNotification = method({
  name: 'deleteNotification',
  doc: 'Drop a request for build mails.',
  access: anyone,
  params: [param('id', int)],
  async run(call, { id }) {
    const notification = orFault(await rows.findNotification(call.db, id), `No notification with ID ${id} found`);
    await assertMayChange(call, notification.user_id);
    await rows.deleteNotification(call.db, id);
    return null;
  },
});

export const getBuildNotificationBlocks = method({
  name: 'getBuildNotificationBlocks',
  doc: 'The build mails a user does not want; one’s own without a user.',
  access: anyone,
  readOnly: true,
  params: [optional('userID', anything, null)],
  run: async (call, { userID }) => rows.listBlocks(call.db, await subject(call, userID)),
});
export const getBuildNotificationBlock = method({
  name: 'getBuildNotificationBlock',
  doc: 'A wish for no build mails.',
  access: anyone,
  readOnly: true,
  params: [param('id', int), optional('strict', flag, false)],
  run: async ({ db }, { id, strict }) =>
    orNull(await rows.findBlock(db, id), strict, `No notification block with ID ${id} found`),
});
export const createNotificationBlock = method({
  name: 'createNotificationBlock',
  doc: 'Want no mails about builds of a package (or any) for a tag (or any).',
  access: anyone,
  params: [param('user_id', anything), optional('package_id', nullable(info), null), optional('tag_id', nullable(info), null)],
  async run(call, { user_id, package_id, tag_id }) {
    const owner = await ownerOf(call, user_id);
    const wanted = await readScope(call, package_id, tag_id);
    if ((await rows.listBlocks(call.db, owner.id)).some((each) => isSame(each, wanted)))
      throw new GenericError('notification already exists');
    await rows.insertBlock(call.db, { user_id: owner.id, ...wanted });
    return null;
  },
});
export const deleteNotificationBlock = method({
  name: 'deleteNotificationBlock',
  doc: 'Drop a wish for no build mails.',
  access: anyone,
  params: [param('id', int)],
  async run(call, { id }) {
    const block = orFault(await rows.findBlock(call.db, id), `No notification block with ID ${id} found`);
    await assertMayChange(call, block.user_id);
    await rows.deleteBlock(call.db, id);
    return null;
  },
});
