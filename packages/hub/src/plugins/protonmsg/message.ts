import { BUILD_STATES, nameOf } from '@koji/common/types/states';
import { DateTime, Double, type WireValue } from '@koji/common/wire/values';
import { toJsonText } from '../../db/json.ts';
import type { HookEvents, HookName } from '../../hooks/hooks.ts';
import { decodeRequest, decodeResult } from '../../tasks/task-document.ts';

/** A value that brokers can filter by. */
export type MessageProperty = string | number | boolean | null;

export interface MessageHead {
  /** What comes behind the topic prefix and a dot. */
  readonly address: string;
  readonly props: { readonly [name: string]: MessageProperty };
}
type Describe<N extends HookName> = (data: HookEvents[N]) => MessageHead | undefined;

/** The hooks that become messages, with where each goes and what it can be filtered by. Consumers rely on all of it. */
export const messageHeads: { readonly [N in HookName]?: Describe<N> } = {
  PackageListChange: ({ action, tag, package: { name }, user }) => ({
    address: `package.${action}`,
    props: { tag: tag.name, package: name, action, user: user?.name ?? null },
  }),
  TaskStateChange({ attribute, old, new: state, info }) {
    if (attribute !== 'state') return undefined;
    const { id = null, parent, method } = info;
    return {
      address: `task.${String(state).toLowerCase()}`,
      props: { id, parent, method, attribute, old: old === null ? null : String(old), new: String(state) },
    };
  },
  BuildStateChange({ attribute, old, new: state, info }) {
    if (attribute !== 'state') return undefined;
    const [before, after] = [old, state].map((each) => (typeof each === 'number' ? nameOf(BUILD_STATES, each) : null));
    return {
      address: `build.${after?.toLowerCase()}`,
      props: { ...nvrOf(info), attribute, old: before ?? null, new: after ?? null },
    };
  },
  Import: ({ type, build }) => ({ address: `import.${type}`, props: { importType: type, ...nvrOf(build ?? {}) } }),
  RPMSign({ sigkey, build, rpm }) {
    if (sigkey === '') return undefined;
    const ofRpm = { rpm_name: rpm.name, rpm_version: rpm.version, rpm_release: rpm.release, rpm_arch: rpm.arch };
    return { address: 'sign.rpm', props: { sigkey, ...nvrOf(build), ...ofRpm } };
  },
  Tag: (data) => describeTagging('build.tag', data),
  Untag: (data) => describeTagging('build.untag', data),
  RepoInit: ({ tag, repo_id, task_id = null }) => ({ address: 'repo.init', props: { tag: tag.name, repo_id, task_id } }),
  RepoDone: ({ repo, expire }) => ({
    address: 'repo.done',
    props: { tag: repo.tag_name, repo_id: repo.id, task_id: repo.task_id, expire },
  }),
  BuildPromote: ({ draft_release, target_release, build, user }) => ({
    address: 'build.promote',
    props: { build_id: build.id, ...nvrOf(build), draft_release, target_release, user: user?.name ?? null },
  }),
};

function describeTagging(address: string, { tag, build, user }: HookEvents['Tag']): MessageHead {
  return { address, props: { tag: tag.name, ...nvrOf(build), user: user?.name ?? null } };
}
function nvrOf({
  name = null,
  version = null,
  release = null,
}: {
  name?: string | null;
  version?: string | null;
  release?: string | null;
}) {
  return { name, version, release };
}

/**
 * The data of a hook as a message carries it. Builds lose an `extra` whose JSON is longer than `extraLimit` characters (0: any
 * length); the documents of a task are opened.
 */
export function messageData(hook: HookName, data: HookEvents[HookName], extraLimit: number): { readonly [key: string]: unknown } {
  const fields: { readonly [key: string]: unknown } = { ...data };
  switch (hook) {
    case 'TaskStateChange':
      return { ...fields, info: openDocuments(data as HookEvents['TaskStateChange']) };
    case 'BuildStateChange':
      return { ...fields, info: withoutLongExtra(fields.info, extraLimit) };
    case 'RepoInit':
      return { task_id: null, ...fields };
    default:
      return 'build' in fields ? { ...fields, build: withoutLongExtra(fields.build, extraLimit) } : fields;
  }
}

/** A new task shows its request as it is stored, which is how consumers know it. */
function openDocuments({ old, new: state, info: { result, ...info } }: HookEvents['TaskStateChange']): object {
  if (old === null) return info;
  const ended = state === 'CLOSED' && result !== undefined ? decodeResult(result) : undefined;
  return { ...info, request: decodeRequest(info.request), ...(ended && 'value' in ended ? { result: ended.value } : {}) };
}
function withoutLongExtra(build: unknown, extraLimit: number): unknown {
  const limit = Math.abs(extraLimit);
  if (limit === 0 || typeof build !== 'object' || build === null || !('extra' in build)) return build;
  const { extra, ...rest } = build;
  return jsonOf(extra).length > limit ? rest : build;
}

/** As JSON; what has no such form is null. */
export function jsonOf(value: unknown): string {
  return toJsonText(sendable(value));
}
function sendable(value: unknown): WireValue {
  if (value === undefined || value instanceof Uint8Array) return null;
  if (value instanceof Double) return Number.isFinite(value.value) ? value : null;
  if (Array.isArray(value)) return value.map(sendable);
  if (typeof value !== 'object' || value === null || value instanceof DateTime) return value as WireValue;
  const present = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(present.map(([key, item]) => [key, sendable(item)]));
}
