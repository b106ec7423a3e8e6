import { mkdir, symlink } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { canonArch, parseArches } from '@koji/common/arch';
import { compsXml } from '@koji/common/comps';
import { GenericError } from '@koji/common/errors';
import { removeTree } from '@koji/common/service/remove-tree';
import type { Group } from '@koji/common/types/group';
import type { RepoOptions } from '@koji/common/types/repo';
import { readTagGroups } from '../comps/read-groups.ts';
import { findEvent } from '../events/queries.ts';
import { listBlockedNames, readPackageSources } from '../packages/package-sources.ts';
import { orFault } from '../rpc/answers.ts';
import type { Call } from '../rpc/call.ts';
import { isTruthy } from '../rpc/shapes.ts';
import type { TagWithExtra } from '../tags/build-config.ts';
import { requireFullTag } from '../tags/require-tag.ts';
import { readFirstChange, readLastChange } from '../tags/tag-changes.ts';
import { makeDirectory } from '../tree/durable.ts';
import { writeFileDurably } from '../tree/write-file.ts';
import { linkMavenArtifacts } from './maven-links.ts';
import { writePackageLists } from './package-lists.ts';
import { insertRepo } from './queries.ts';
import { effectiveOptions } from './repo-options.ts';

export interface NewRepo {
  readonly tag: number | string;
  readonly taskId: number | null;
  readonly event: number | null;
  readonly opts: RepoOptions;
}

/**
 * Begins a repository: its record and the lists from which builders make its metadata (hub-behaviour.md §5). Everything
 * is read as of one event, because other calls go on changing tags meanwhile. Answers the id and the event.
 */
export async function initRepo(
  call: Call,
  { tag: key, taskId, event: asked, opts: override }: NewRepo,
): Promise<[number, number]> {
  const tag = await requireFullTag(call, key, asked);
  const { opts, custom } = effectiveOptions(call.config, tag, override);
  if (opts.maven && !call.config.enableMaven) throw new GenericError('Maven support not enabled');
  await call.hooks.emit(call, 'pre', 'RepoInit', { tag, event: asked, repo_id: null, task_id: taskId, opts });
  const event = asked === null ? await call.event() : orFault(await findEvent(call.db, asked), `No such event: ${asked}`).id;
  const changes = { tagId: tag.id, inherit: true };
  const id = await insertRepo(call.db, {
    tagId: tag.id,
    createEvent: event,
    beginEvent: (await readLastChange(call.db, changes, event)) ?? event,
    endEvent: await readFirstChange(call.db, changes, event),
    dist: false,
    opts,
    customOpts: custom,
    taskId,
  });
  const directory = await makeRepoDirectory(call, call.layout.repo(id, tag.name));
  await writeGroups(call, directory, tag.id, event);
  await writeRepoJson(call, directory, {
    id,
    tag: tag.name,
    tag_id: tag.id,
    task_id: taskId,
    event_id: event,
    opts,
    custom_opts: custom,
    // Compatibility: for readers that know the older names.
    with_src: opts.src,
    with_separate_src: opts.separate_src,
    with_debuginfo: opts.debuginfo,
  });
  const arches = repoArches(tag, opts);
  for (const arch of arches) await makeArchDirectory(call, join(directory, arch));
  await writePackageLists(call, {
    directory,
    arches,
    tagId: tag.id,
    event,
    opts,
    latest: !isTruthy(tag.extra.repo_include_all),
  });
  await writeBlockLists(call, directory, arches, tag.id, event);
  if (opts.maven) await linkMavenArtifacts(call, join(directory, 'maven'), tag.id, event);
  await call.hooks.emit(call, 'post', 'RepoInit', { tag, event: asked, repo_id: id, task_id: taskId, opts });
  return [id, event];
}

/** A directory that nothing is in yet; a rollback removes it with all that was put there. */
export async function makeRepoDirectory(call: Call, directory: string): Promise<string> {
  await makeDirectory(call.db, dirname(directory));
  call.db.onRollback(() => removeTree(directory));
  await mkdir(directory);
  return directory;
}

function repoArches(tag: TagWithExtra, opts: { readonly separate_src: boolean }): string[] {
  const own = parseArches(tag.arches ?? '')
    .map(canonArch)
    .filter((arch) => arch !== 'src' && arch !== 'noarch');
  return [...new Set([...(opts.separate_src ? ['src'] : []), ...own])];
}
/** Package lists name rpms by way of a link to the top directory. */
async function makeArchDirectory(call: Call, directory: string): Promise<void> {
  await mkdir(directory);
  await symlink(relative(directory, call.layout.topdir), join(directory, 'toplink'));
}

export async function writeRepoJson(call: Call, directory: string, content: object): Promise<void> {
  await writeFileDurably(call.db, join(directory, 'repo.json'), JSON.stringify(content, null, 2), { replace: true });
}
async function writeGroups(call: Call, directory: string, tagId: number, event: number): Promise<void> {
  const groups = (await readTagGroups(call.db, tagId, { event })) as Group[];
  await writeFileDurably(call.db, join(directory, 'groups', 'comps.xml'), compsXml(groups, { expand: true }));
}
async function writeBlockLists(
  call: Call,
  directory: string,
  arches: readonly string[],
  tagId: number,
  event: number,
): Promise<void> {
  const sources = await readPackageSources(call.db, tagId, { event, inherit: true });
  const text = (await listBlockedNames(call.db, sources, event)).map((name) => `${name}\n`).join('');
  for (const arch of arches) await writeFileDurably(call.db, join(directory, arch, 'blocklist'), text);
}
