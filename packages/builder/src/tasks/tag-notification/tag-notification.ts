import { GenericError } from '@koji/common/errors';
import { isStruct } from '@koji/common/is-struct';
import { buildLabel } from '@koji/common/tasks/labels';
import type { WireValue } from '@koji/common/wire/values';
import { notify } from '../../mail/notify.ts';
import { defineTask, type TaskContext } from '../task.ts';
import { tagMail } from './tag-mail.ts';

/** Tells people by mail that a build was tagged, untagged or moved, or that this failed. */
export const tagNotification = defineTask({
  method: 'tagNotification',
  async run(context, args) {
    const { hub, id, config, log } = context;
    const { recipients, is_successful: isSuccessful, ignore_success: ignoreSuccess, failure_msg: failure } = args;
    if (recipients.length === 0 || (isSuccessful && ignoreSuccess)) {
      log.debug({ recipients, ignoreSuccess }, 'nobody to tell');
      return null;
    }
    const build = await hub.getBuild(reference(args.build_info), { strict: true });
    const user = args.user_info === null ? null : await hub.getUser({ userInfo: reference(args.user_info) });
    if (!build) throw new GenericError('no such build');
    const mail = tagMail({
      packageName: build.package_name,
      nvr: buildLabel(build),
      isDraft: build.draft,
      userName: (user as { name: string } | null)?.name ?? '',
      fromTag: await tagName(context, args.from_info),
      intoTag: await tagName(context, args.tag_info),
      failure: isSuccessful ? undefined : failure,
    });
    if (!(await notify(config, { ...mail, to: recipients }))) return 'mail is not set up';
    return `sent notification of tag operation ${id} to: ${recipients.join(', ')}`;
  },
});

async function tagName({ hub }: TaskContext, tag: WireValue): Promise<string | undefined> {
  if (!tag) return undefined;
  return (await hub.getTag(reference(tag), { strict: true }))?.name;
}

function reference(value: WireValue): number | string {
  const found = isStruct(value) ? (value.id ?? value.name) : value;
  if (typeof found === 'number' || typeof found === 'string') return found;
  throw new GenericError(`neither id nor name: ${JSON.stringify(value)}`);
}
