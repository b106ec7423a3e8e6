import { parseTaskRequest } from '@koji/common/tasks/signatures';
import type { WireValue } from '@koji/common/wire/values';
import type { PolicyFacts } from '../policy/engine.ts';
import type { Call } from '../rpc/call.ts';
import { isStruct } from '../rpc/shapes.ts';
import { findTag } from '../tags/queries.ts';
import { findTarget } from '../targets/queries.ts';
import { findTask } from './queries.ts';
import { decodeRequest } from './task-document.ts';

/**
 * What policies may ask of a task's arguments: source, target, tag, build_tag and scratch. A request that cannot be
 * read, or names what does not exist, gives fewer facts, never a fault.
 */
export async function taskPolicyData(call: Call, method: string, params: readonly WireValue[]): Promise<PolicyFacts> {
  const args = readArguments(call, method, params);
  if (!args) return {};
  const facts: Record<string, WireValue> = {};
  // newRepo has a `src` of its own, a switch.
  const source = method === 'newRepo' ? undefined : (args.src ?? args.spec_url ?? args.url);
  if (typeof source === 'string') facts.source = source;
  const targetKey = ['target', 'build_target', 'target_info'].find((key) => Object.hasOwn(args, key));
  if (targetKey) facts.target = await targetName(call, args[targetKey]);
  const tagKey = ['tag', 'tag_id', 'tag_info'].find((key) => Object.hasOwn(args, key));
  if (tagKey) Object.assign(facts, await tagFact(call, 'tag', args[tagKey]));
  if (Object.hasOwn(args, 'build_tag')) Object.assign(facts, await tagFact(call, 'build_tag', args.build_tag));
  const { opts } = args;
  if (isStruct(opts) && opts.scratch !== undefined) facts.scratch = opts.scratch;
  return facts;
}

/** The same for a task that is there already; nothing for one that is not. */
export async function taskFacts(call: Call, taskId: number): Promise<PolicyFacts> {
  const task = await findTask(call.db, taskId);
  return task ? taskPolicyData(call, task.method, decodeRequest(task.request)) : {};
}

function readArguments(call: Call, method: string, params: readonly WireValue[]): Record<string, WireValue> | undefined {
  try {
    const args = parseTaskRequest(method, params as WireValue[]) as Record<string, WireValue>;
    // This one buries all its arguments in a single struct.
    return method === 'indirectionimage' && isStruct(args.opts) ? { ...args.opts, opts: args.opts } : args;
  } catch (err) {
    call.log.warn({ err, method }, 'cannot read the parameters of a task for its policies');
    return undefined;
  }
}

async function targetName(call: Call, target: WireValue | undefined): Promise<string | null> {
  const key = isStruct(target) ? target.name : target;
  if (typeof key !== 'string' && typeof key !== 'number') return null;
  return (await findTarget(call.db, key))?.name ?? null;
}
async function tagFact(call: Call, fact: string, tag: WireValue | undefined): Promise<Record<string, string>> {
  const key = isStruct(tag) ? (tag.id ?? tag.name) : tag;
  if (typeof key !== 'string' && typeof key !== 'number') return {};
  const found = await findTag(call.db, key);
  return found ? { [fact]: found.name } : {};
}
