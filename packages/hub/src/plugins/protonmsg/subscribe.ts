import type { HookEvents, HookName, Hooks } from '../../hooks/hooks.ts';
import type { Call } from '../../rpc/call.ts';
import { readBuildTypes } from '../../typed-builds/read-types.ts';
import { jsonOf, type MessageHead, messageData, messageHeads } from './message.ts';
import { insertMessage } from './queries.ts';
import type { ProtonmsgSettings } from './settings.ts';

/** Queues a message for what hooks tell, in the transaction of the change: both are committed or neither. */
export function subscribeMessages(hooks: Hooks, { extraLimit }: ProtonmsgSettings): void {
  for (const hook of Object.keys(messageHeads) as HookName[]) {
    const describe = messageHeads[hook] as (data: HookEvents[HookName]) => MessageHead | undefined;
    hooks.on('post', hook, async (data: HookEvents[HookName], call) => {
      const head = describe(data);
      if (!head) return;
      const body = { ...messageData(hook, data, extraLimit), ...(await addedData(hook, data, call)) };
      await insertMessage(call.db, { address: head.address, props: jsonOf({ type: hook, ...head.props }), body: jsonOf(body) });
    });
  }
}

async function addedData(hook: HookName, data: HookEvents[HookName], call: Call): Promise<object> {
  if (hook !== 'BuildStateChange') return {};
  const { id, extra } = (data as HookEvents['BuildStateChange']).info as { id?: number; extra?: never };
  return id === undefined ? {} : { btypes: await readBuildTypes(call.db, { id, extra: extra ?? null }) };
}
