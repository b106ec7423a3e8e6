import { GenericError } from '@koji/common/errors';
import type { WireStruct } from '@koji/common/wire/values';
import { RestartBuilder } from '../interruptions.ts';
import { defineTask, type TaskContext } from '../task.ts';
import { waitForTask, waitForTasks } from '../wait.ts';

const dayS = 24 * 3600;

/** Restarts builders and checks that they did. */
export const restartHosts = defineTask({
  method: 'restartHosts',
  async run(context, { options }) {
    const hosts = await chooseHosts(context, options ?? {});
    if (hosts.length === 0) throw new GenericError('No matching hosts');
    const ownId = await context.hub.host.getID();
    const timeoutMs = Number(options?.timeout ?? dayS) * 1000;
    const children: number[] = [];
    let own: { readonly restart: number; readonly verify: number } | undefined;
    for (const host of hosts) {
      const { subtask } = context.hub.host;
      const restart = await subtask('restart', [host], context.id, { assign: host.id, label: `restart ${host.id}` });
      const verify = await subtask('restartVerify', [restart, host], context.id, { assign: host.id, label: `sleep ${host.id}` });
      children.push(restart, verify);
      if (host.id === ownId) own = { restart, verify };
    }
    if (own) {
      await waitForTask(context, own.restart, { timeoutMs });
      // As long as this task runs here, the builder does not restart.
      if (!(await context.hub.taskFinished(own.verify))) throw new RestartBuilder('making way for the restart');
    }
    await waitForTasks(context, children, { all: true, timeoutMs });
  },
});

type HostRow = WireStruct & { id: number };

async function chooseHosts({ hub }: TaskContext, options: WireStruct): Promise<HostRow[]> {
  const channel = options.channel;
  const arches = options.arches;
  const channelId = channel === undefined ? undefined : (await hub.getChannel(channel as string | number, { strict: true }))?.id;
  const query = {
    enabled: true,
    ...(channelId === undefined ? {} : { channelID: channelId }),
    ...(arches === undefined ? {} : { arches }),
  };
  return (await hub.listHosts(query as WireStruct)) as unknown as HostRow[];
}
