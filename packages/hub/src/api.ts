import * as archiveReads from './archives/read-methods.ts';
import * as archiveWrites from './archives/write-methods.ts';
import * as buildrootHost from './buildroots/host-methods.ts';
import * as buildrootMavenHost from './buildroots/maven-host-methods.ts';
import * as buildroots from './buildroots/methods.ts';
import * as buildHost from './builds/host-methods.ts';
import * as buildReads from './builds/read-methods.ts';
import * as buildVolumes from './builds/volume-methods.ts';
import * as buildWrites from './builds/write-methods.ts';
import * as channels from './channels/methods.ts';
import * as comps from './comps/methods.ts';
import * as contentGenerators from './content-generators/methods.ts';
import * as events from './events/methods.ts';
import * as externalRepos from './external-repos/methods.ts';
import * as externalRepoLinks from './external-repos/tag-link-methods.ts';
import * as history from './history/methods.ts';
import * as hostsOwn from './hosts/host-methods.ts';
import * as hosts from './hosts/methods.ts';
import * as importHost from './imports/host-methods.ts';
import * as imports from './imports/methods.ts';
import * as importTypedHost from './imports/typed-host-methods.ts';
import * as notificationHost from './notifications/host-methods.ts';
import * as notifications from './notifications/methods.ts';
import * as packages from './packages/methods.ts';
import * as permissions from './permissions/methods.ts';
import type { pluginDomains } from './plugins/bundled.ts';
import type { Plugin } from './plugins/plugin.ts';
import * as policy from './policy/methods.ts';
import * as repoQueueNews from './repos/await-queue.ts';
import * as repoHost from './repos/host-methods.ts';
import * as repoReads from './repos/read-methods.ts';
import * as repoWrites from './repos/write-methods.ts';
import { type ApiOf, collectMethods } from './rpc/collect.ts';
import type { AnyMethod } from './rpc/method.ts';
import * as multicall from './rpc/multicall.ts';
import * as rpmReads from './rpms/read-methods.ts';
import * as rpmSigning from './rpms/signing-methods.ts';
import * as rpmWrites from './rpms/write-methods.ts';
import * as schedulerHost from './scheduler/host-methods.ts';
import * as scheduler from './scheduler/methods.ts';
import * as waitForWork from './scheduler/wait-for-work.ts';
import * as search from './search/methods.ts';
import * as sessions from './sessions/methods.ts';
import * as imageSubmissions from './submissions/image-methods.ts';
import * as mavenSubmissions from './submissions/maven-methods.ts';
import * as rpmSubmissions from './submissions/rpm-methods.ts';
import * as winSubmissions from './submissions/win-methods.ts';
import * as system from './system/methods.ts';
import * as taggingHost from './tagging/host-methods.ts';
import * as taggingReads from './tagging/read-methods.ts';
import * as taggingSnapshots from './tagging/snapshot-methods.ts';
import * as taggingWrites from './tagging/write-methods.ts';
import * as tagChanges from './tags/change-methods.ts';
import * as tagReads from './tags/read-methods.ts';
import * as tagWrites from './tags/write-methods.ts';
import * as targets from './targets/methods.ts';
import * as taskHost from './tasks/host-methods.ts';
import * as taskReads from './tasks/read-methods.ts';
import * as taskWrites from './tasks/write-methods.ts';
import * as typedBuildHost from './typed-builds/host-methods.ts';
import * as typedBuildReads from './typed-builds/read-methods.ts';
import * as typedBuildWrites from './typed-builds/write-methods.ts';
import * as uploads from './uploads/methods.ts';
import * as taskOutput from './uploads/task-output-methods.ts';
import * as users from './users/methods.ts';
import * as volumes from './volumes/methods.ts';

/** Every module that declares API methods. A method exists because its module stands here. */
const domains = {
  archiveReads,
  archiveWrites,
  buildHost,
  buildReads,
  buildrootHost,
  buildrootMavenHost,
  buildroots,
  buildVolumes,
  buildWrites,
  channels,
  comps,
  contentGenerators,
  events,
  externalRepoLinks,
  externalRepos,
  history,
  hosts,
  hostsOwn,
  imageSubmissions,
  importHost,
  imports,
  importTypedHost,
  mavenSubmissions,
  multicall,
  notificationHost,
  notifications,
  packages,
  permissions,
  policy,
  repoHost,
  repoQueueNews,
  repoReads,
  repoWrites,
  rpmReads,
  rpmSigning,
  rpmWrites,
  rpmSubmissions,
  scheduler,
  schedulerHost,
  search,
  sessions,
  system,
  tagChanges,
  taggingHost,
  taggingReads,
  taggingSnapshots,
  taggingWrites,
  tagReads,
  tagWrites,
  targets,
  taskHost,
  taskOutput,
  taskReads,
  taskWrites,
  typedBuildHost,
  typedBuildReads,
  typedBuildWrites,
  uploads,
  users,
  volumes,
  waitForWork,
  winSubmissions,
};

/** The contract that typed clients are derived from. What plugins add is there only where they are switched on. */
export type HubApi = ApiOf<typeof domains & typeof pluginDomains>;

export function methodsWith(plugins: readonly Plugin[]): ReadonlyMap<string, AnyMethod> {
  const added = plugins.flatMap((plugin) => (plugin.methods ? [[plugin.name, plugin.methods] as const] : []));
  return collectMethods({ ...domains, ...Object.fromEntries(added) });
}
