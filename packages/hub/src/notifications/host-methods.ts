import type { WireValue } from '@koji/common/wire/values';
import { findBuildByKey, readBuildKey } from '../builds/build-key.ts';
import type { Call } from '../rpc/call.ts';
import { info } from '../rpc/info.ts';
import { builder, method, optional, param } from '../rpc/method.ts';
import { anything, flag, nullable, text } from '../rpc/shapes.ts';
import { resolveUser } from '../users/resolve-user.ts';
import { notifyOfTagging } from './tag-notification.ts';

export const tagNotification = method({
  name: 'host.tagNotification',
  doc: 'Tell those who want to know that a build came into a tag, left one, or could not.',
  access: builder,
  params: [
    param('is_successful', flag),
    param('tag_id', nullable(info)),
    param('from_id', nullable(info)),
    param('build_id', anything),
    param('user_id', anything),
    optional('ignore_success', flag, false),
    optional('failure_msg', nullable(text), ''),
  ],
  async run(call, { is_successful, tag_id, from_id, build_id, user_id, ignore_success, failure_msg }) {
    const build = await findBuildByKey(call.db, readBuildKey(build_id));
    // What does not exist any more is nothing to write about.
    if (!build) return null;
    await notifyOfTagging(call, {
      succeeded: is_successful,
      tag: tag_id,
      fromTag: from_id,
      build,
      userId: await userIdOf(call, user_id),
      ignoreSuccess: ignore_success,
      failure: failure_msg ?? '',
    });
    return null;
  },
});
async function userIdOf(call: Call, user: WireValue): Promise<number | null> {
  return user === null ? null : (await resolveUser(call.db, user, true)).id;
}
