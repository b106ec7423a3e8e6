import { canonArch, splitArches } from '@koji/common/arch';
import { parseTaskRequest } from '@koji/common/tasks/signatures';
import type { WireValue } from '@koji/common/wire/values';
import type { Hooks, TaskInHook } from '../hooks/hooks.ts';
import type { Call } from '../rpc/call.ts';
import { isStruct } from '../rpc/shapes.ts';
import { readBuildConfig } from '../tags/build-config.ts';
import { findTag } from '../tags/queries.ts';
import { findTarget } from '../targets/queries.ts';
import { decodeRequest } from '../tasks/task-document.ts';
import { listChannelHosts, recordRefusal } from './queries.ts';

const affected = new Set(['buildArch', 'buildMaven', 'wrapperRPM', 'rebuildSRPM', 'buildSRPMFromSCM']);

/**
 * A noarch task still needs a host that can run the build tag's arches: hosts that cannot are refused for it at
 * once (hub-behaviour.md §4). Trouble here must not keep a task from being made.
 */
export function subscribeAutoRefuse(hooks: Hooks): void {
  hooks.on('post', 'TaskStateChange', async ({ attribute, old, info }, call) => {
    if (attribute !== 'state' || old !== null || info.id === undefined || info.arch !== 'noarch' || !affected.has(info.method))
      return;
    const { id } = info;
    try {
      await call.db.savepoint(() => refuseUnfitHosts(call, { ...info, id }));
    } catch (err) {
      call.log.error({ err, task: id }, 'could not work out arch refusals');
    }
  });
}

async function refuseUnfitHosts(call: Call, task: TaskInHook & { readonly id: number }): Promise<void> {
  const arches = await buildTagArches(call, task);
  if (!arches) return;
  for (const host of await listChannelHosts(call.db, task.channel_id)) {
    const own = splitArches(host.arches).map(canonArch);
    if (own.some((arch) => arches.has(arch))) continue;
    await recordRefusal(call.db, {
      taskId: task.id,
      hostId: host.id,
      soft: false,
      byHost: false,
      message: 'automatic arch refusal',
    });
  }
}

async function buildTagArches(call: Call, task: TaskInHook): Promise<ReadonlySet<string> | undefined> {
  const args = parseTaskRequest(task.method as string, decodeRequest(task.request)) as Record<string, WireValue>;
  const tagId =
    task.method === 'wrapperRPM'
      ? await targetBuildTag(call, args.build_target)
      : await findTagId(call, args.build_tag ?? args.root);
  if (tagId === undefined) return undefined;
  const { arches } = await readBuildConfig(call.db, tagId, null);
  return arches ? new Set(splitArches(arches).map(canonArch)) : undefined;
}
async function targetBuildTag(call: Call, target: WireValue | undefined): Promise<number | undefined> {
  const key = isStruct(target) ? (target.id ?? target.name) : target;
  if (typeof key !== 'string' && typeof key !== 'number') return undefined;
  return (await findTarget(call.db, key))?.build_tag;
}
async function findTagId(call: Call, tag: WireValue | undefined): Promise<number | undefined> {
  const key = isStruct(tag) ? (tag.id ?? tag.name) : tag;
  if (typeof key !== 'string' && typeof key !== 'number') return undefined;
  return (await findTag(call.db, key))?.id;
}
