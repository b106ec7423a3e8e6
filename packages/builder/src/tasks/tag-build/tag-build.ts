import { defineTask } from '../task.ts';

/** Tags a build and has the hub tell those who want to know. */
export const tagBuild = defineTask({
  method: 'tagBuild',
  async run({ hub, id }, { tag_id: tag, build_id: build, force, fromtag, ignore_success: ignoreSuccess }) {
    const { owner } = (await hub.getTaskInfo(id)) as { owner: number };
    try {
      await hub.getBuild(build, { strict: true });
      await hub.getTag(tag, { strict: true });
      await hub.host.tagBuild(id, tag, build, { force, fromtag });
    } catch (error) {
      const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      await hub.host.tagNotification(false, tag, fromtag, build, owner, { ignore_success: ignoreSuccess, failure_msg: message });
      throw error;
    }
    await hub.host.tagNotification(true, tag, fromtag, build, owner, { ignore_success: ignoreSuccess });
  },
});
