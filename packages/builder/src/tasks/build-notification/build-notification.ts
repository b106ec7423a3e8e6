import { BUILD_STATES } from '@koji/common/types/states';
import { notify } from '../../mail/notify.ts';
import { defineTask, type TaskContext } from '../task.ts';
import { buildMail, type NotifiedBuild } from './build-mail.ts';
import { summarizeTasks } from './task-summaries.ts';

const changelogEntries = 3;

/** Tells people by mail how a build ended. */
export const buildNotification = defineTask({
  method: 'buildNotification',
  async run(context, { recipients, build: record, target, weburl }) {
    const { hub, config, log } = context;
    if (recipients.length === 0) {
      log.debug({}, 'nobody to tell');
      return null;
    }
    if (config.smtphost === undefined) return 'mail is not set up';
    const build = record as unknown as NotifiedBuild;
    const mail = buildMail({
      build,
      destTag: target === null ? undefined : String(target.dest_tag_name),
      tasks: build.task_id === null ? [] : await summarizeTasks(hub, build.task_id),
      changelog: await changelogOf(context, build.id),
      canceler: build.state === BUILD_STATES.CANCELED ? await ownerName(context) : undefined,
      weburl,
      topurl: config.topurl,
    });
    await notify(config, { ...mail, to: recipients });
    return `sent notification of build ${build.id} to: ${recipients.join(', ')}`;
  },
});

/** Whoever canceled a build owns the task that tells of it. */
async function ownerName({ hub, id }: TaskContext): Promise<string | undefined> {
  const { owner } = (await hub.getTaskInfo(id)) as { owner: number | null };
  return owner === null ? undefined : ((await hub.getUser({ userInfo: owner })) as { name: string } | null)?.name;
}

async function changelogOf({ hub }: TaskContext, buildId: number): Promise<string> {
  const entries = (await hub.getChangelogEntries({ buildID: buildId, queryOpts: { limit: changelogEntries } })) as {
    date_ts: number;
    author: string;
    text: string;
  }[];
  return entries.map(({ date_ts: at, author, text }) => `* ${day(at)} ${author}\n${text}\n`).join('\n');
}
/** As spec files have it: `Mon Nov 23 2026`. */
function day(seconds: number): string {
  return new Date(seconds * 1000).toUTCString().replace(/^(\w+), (\d+) (\w+) (\d+).*$/, '$1 $3 $2 $4');
}
