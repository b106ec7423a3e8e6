import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { GenericError, ParameterError } from '@koji/common/errors';
import { isThere } from '@koji/common/missing-files';
import { PathLayout } from '@koji/common/paths/layout';
import type { RepoOptions } from '@koji/common/types/repo';
import type { WireStruct, WireValue } from '@koji/common/wire/values';
import { cloneRepodata, isClonable } from '../../repo/clone-repodata.ts';
import { findOldRepo } from '../../repo/old-repo.ts';
import type { RepoInfo } from '../../repo/repo-watcher.ts';
import { assertReposVisible } from '../../repo/visible-repos.ts';
import { defineTask, type TaskContext } from '../task.ts';
import { waitForTasks } from '../wait.ts';

/** Makes a repository of a tag: the hub lists the packages, a child per arch makes the data, the hub publishes it. */
export const newRepo = defineTask({
  method: 'newRepo',
  async run(context, args) {
    const { hub, config, id } = context;
    const layout = new PathLayout(config.topdir);
    const options = repoOptions(args);
    const tagArgument = args.tag as string | number;
    const tag = await hub.getTag(tagArgument, { strict: true, event: args.event });
    if (!tag) throw new GenericError(`No such tag: ${JSON.stringify(args.tag)}`);
    // Asked before the hub begins, so that another host can do it.
    await assertReposVisible(layout);

    const event = args.event === null ? {} : { event: args.event };
    const [repoId, eventId] = (await hub.host.repoInit(tag.id, {
      opts: (options ?? {}) as RepoOptions,
      task_id: id,
      ...event,
    })) as [number, number];
    const path = layout.repo(repoId, tag.name);
    if (!(await isThere(path))) throw new GenericError(`Repo directory missing: ${path}`);

    const old = config.createrepoUpdate ? await findOldRepo(context, tag) : undefined;
    const data: WireStruct = {};
    const cloned = await cloneArches(context, old, { path, tagId: tag.id, event: eventId }, options ?? {}, data);
    const children = new Map<number, string>();
    for (const arch of await listArches(path)) {
      if (cloned.includes(arch)) continue;
      const child = await hub.host.subtask('createrepo', [repoId, arch, (old ?? null) as WireValue], id, {
        label: arch,
        arch: 'noarch',
      });
      children.set(child, arch);
    }
    if (children.size > 0) {
      const results = await waitForTasks(context, [...children.keys()], { all: true, failAny: true });
      for (const [child, arch] of children) data[arch] = results.get(child) ?? null;
    }
    const updates = { cloned_from_repo_id: old?.id ?? null, cloned_archs: cloned };
    await hub.host.repoDone(repoId, data, cloned.length > 0 ? { repo_json_updates: updates } : {});
    return [repoId, eventId];
  },
});

/** Compatibility: older callers name the options one by one. */
function repoOptions({ src, debuginfo, separate_src, opts }: { [key: string]: WireValue }): WireStruct | null {
  const legacy = Object.entries({ src, debuginfo, separate_src }).filter(([, value]) => value !== null);
  if (legacy.length === 0) return opts as WireStruct | null;
  if (opts !== null) throw new ParameterError('opts parameter cannot be combined with legacy options');
  return Object.fromEntries(legacy.map(([key, value]) => [key, Boolean(value)]));
}

async function listArches(path: string): Promise<string[]> {
  const names = (await readdir(path)).filter((name) => name !== 'groups').sort();
  const hasList = await Promise.all(names.map((name) => isThere(join(path, name, 'pkglist'))));
  return names.filter((_name, index) => hasList[index]);
}

/** Takes data over from the old repository where nothing has changed, and answers the arches done that way. */
async function cloneArches(
  context: TaskContext,
  old: RepoInfo | undefined,
  fresh: { readonly path: string; readonly tagId: number; readonly event: number },
  options: WireStruct,
  data: WireStruct,
): Promise<string[]> {
  const { config } = context;
  if (!config.copyOldRepodata || !old) return [];
  const path = new PathLayout(config.topdir).repo(old.id, old.tag_name);
  const place = { path, tagId: old.tag_id, event: old.create_event };
  if (!(await isClonable(context, place, fresh, options))) return [];
  const cloned: string[] = [];
  for (const arch of await listArches(fresh.path)) {
    const upload = await cloneRepodata(context, path, fresh.path, arch);
    if (!upload) continue;
    data[arch] = upload;
    cloned.push(arch);
  }
  return cloned;
}
