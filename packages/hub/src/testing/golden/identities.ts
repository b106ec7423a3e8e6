type Path = readonly (string | number)[];

/** Numbers under these keys are ids of that kind of object, wherever they stand. */
const byKey: Readonly<Record<string, string>> = {
  ...keys('build', 'build_id'),
  ...keys('task', 'task_id', 'parent'),
  ...keys('tag', 'tag_id', 'build_tag', 'dest_tag', 'child_id', 'parent_id'),
  ...keys('package', 'package_id', 'pkg_id'),
  ...keys('user', 'user_id', 'owner', 'owner_id', 'creator_id', 'revoker_id'),
  ...keys(
    'event',
    'begin_event',
    'create_event',
    'create_event_id',
    'creation_event_id',
    'revoke_event',
    'retire_event_id',
    'repo_create_event_id',
  ),
  ...keys('event', 'at_event', 'min_event', 'query_event', 'tag_event', 'event', 'event_id', 'end_event'),
  ...keys('host', 'host_id'),
  ...keys('channel', 'channel_id'),
  ...keys('buildroot', 'buildroot_id', 'component_buildroot_id'),
  ...keys('rpm', 'rpm_id'),
  ...keys('archive', 'archive_id'),
  ...keys('archive type', 'type_id'),
  ...keys('group', 'group_id', 'req_id'),
  ...keys('external repo', 'external_repo_id'),
  ...keys('volume', 'volume_id'),
  ...keys('permission', 'perm_id'),
  ...keys('repo', 'repo_id'),
  ...keys('content generator', 'cg_id'),
  ...keys('build type', 'btype_id'),
  ...keys('target', 'build_target_id'),
  ...keys('session', 'session-id', 'master'),
};
function keys(kind: string, ...names: string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, kind]));
}

/** What `id`, or an answer that is one number, means in the answers of a method. The first pattern that fits counts. */
const byMethod: readonly (readonly [RegExp, string])[] = [
  [/BuildNotificationBlock|createNotificationBlock/, 'notification block'],
  [/Notification/, 'notification'],
  [/ExternalRepo/, 'external repo'],
  [/BuildTarget/, 'target'],
  [/^(repo\.(request|checkRequest|queryQueue))$/, 'repo request'],
  [/^(repo\.|getRepo$|repoInfo$|host\.repoInit$)/, 'repo'],
  [/BuildRoot|[bB]uildroot/, 'buildroot'],
  [
    /^(getTaskInfo|getTaskDescendents|listTasks|getTaskChildren|host\.getTasks|host\.getHostTasks|host\.openTask|makeTask|host\.subtask2?|resubmitTask)$/,
    'task',
  ],
  [
    /^(build|chainBuild|mavenBuild|wrapperRPM|chainMaven|winBuild|buildImage\w*|newRepo|distRepo|runroot|saveFailedTree|kiwiBuild|tagBuild|moveBuild|host\.tagBuild)$/,
    'task',
  ],
  [/^scheduler\.getLogMessages$/, 'log message'],
  [/^scheduler\.getTaskRuns$/, 'task run'],
  [/^(getUser|listUsers|createUser|getLoggedInUser|getUserGroups|newGroup|addUserKrbPrincipal|removeUserKrbPrincipal)/, 'user'],
  [/^(getAllPerms|getPerms)$/, 'permission'],
  [/^(getEvent|getLastEvent|getLastHostUpdate|tag\w+ChangeEvent)$/, 'event'],
  [/[cC]hannel/, 'channel'],
  [/Host|^host\.get(ID|Host)$/, 'host'],
  [/Volume/, 'volume'],
  [/^(listCGs|grantCGAccess)$/, 'content generator'],
  [/ArchiveType/, 'archive type'],
  [/^(getRPM|listRPMs|listBuildRPMs|importRPM|findRPM)/, 'rpm'],
  [/Archive/, 'archive'],
  [/^(getPackage|listPackages)/, 'package'],
  [/Group/, 'group'],
  [
    /^(listTagged|getLatestBuilds|listBuilds|getBuild$|createEmptyBuild|findBuildID|host\.(initBuild|completeBuild)|CGImport|CGInitBuild|getLatestRPMS)/,
    'build',
  ],
  [/Tag|^(snapshotTag|getBuildConfig|buildReferences|getInheritanceData|getFullInheritance)/, 'tag'],
];
/** Answers whose first list holds files and whose second holds their builds. */
const filesAndBuilds: Readonly<Record<string, string>> = {
  getLatestRPMS: 'rpm',
  listTaggedRPMS: 'rpm',
  listTaggedArchives: 'archive',
  getLatestMavenArchives: 'archive',
};
/** Answers that are plain numbers and no ids. */
const plainNumbers =
  /^(count|echo|getAPIVersion|getNextRelease|host\.closeTask|listTasks|listBuilds|listTags|listUsers|listPackages|listArchives|listBuildroots|scheduler\.)/;

/** The kind of object that an integer at this place of a method's answer stands for; undefined when it is a plain number. */
export function identityKind(method: string, path: Path): string | undefined {
  const names = path.filter((part) => typeof part === 'string');
  const key = names.at(-1);
  if (method === 'host.taskWait' || (method === 'host.taskWaitResults' && path.length === 2)) return 'task';
  if (method === 'host.repoInit') return path[0] === 0 ? 'repo' : 'event';
  if (key === undefined) return path.length === 0 && !plainNumbers.test(method) ? kindOfMethod(method) : undefined;
  if (key === 'group_id' && names.includes('user_groups')) return 'user';
  if (key !== 'id') return byKey[key];
  if (names.at(-2) === 'repo') return 'repo';
  if (names.at(-2) === 'task') return 'task';
  if (names.at(-2) === 'build') return 'build';
  if (path[0] === 0 && filesAndBuilds[method] !== undefined) return filesAndBuilds[method];
  if (filesAndBuilds[method] !== undefined) return 'build';
  if (method.startsWith('search ')) return method.slice('search '.length);
  return kindOfMethod(method) ?? `id of ${method}`;
}
function kindOfMethod(method: string): string | undefined {
  return byMethod.find(([pattern]) => pattern.test(method))?.[1];
}

/** Whether the keys of this struct are ids themselves. */
export function keyIdentityKind(method: string): string | undefined {
  return method === 'getTaskDescendents' ? 'task' : undefined;
}

/** Recorded id to ours, one to one for each kind; grows while a scenario is replayed. */
export class Identities {
  readonly #ours = new Map<string, string>();
  readonly #recorded = new Map<string, string>();
  readonly #journal: (readonly [string, string])[] = [];

  /** Takes note that two ids stand for the same object; false when that contradicts what was seen before. */
  match(kind: string, recorded: string | number, ours: string | number): boolean {
    const [from, to] = [`${kind} ${recorded}`, `${kind} ${ours}`];
    const [known, source] = [this.#ours.get(from), this.#recorded.get(to)];
    if (known !== undefined || source !== undefined) return known === to && source === from;
    this.#ours.set(from, to);
    this.#recorded.set(to, from);
    this.#journal.push([from, to]);
    return true;
  }
  /** Our id of a recorded object, when it has been seen. */
  find(kind: string, recorded: string | number): string | undefined {
    return this.#ours.get(`${kind} ${recorded}`)?.slice(kind.length + 1);
  }

  /** A point to go back to. */
  mark(): number {
    return this.#journal.length;
  }
  /** Pairs noted since then whose ids differ, and all of them: how bold a guess was. */
  boldness(mark: number): number {
    const since = this.#journal.slice(mark);
    return since.length + 100 * since.filter(([from, to]) => from !== to).length;
  }
  rollback(mark: number): void {
    for (const [from, to] of this.#journal.splice(mark)) {
      this.#ours.delete(from);
      this.#recorded.delete(to);
    }
  }
}
