import { archiveinfo } from './archives/archiveinfo.ts';
import { archivelist } from './archives/archivelist.ts';
import { buildrootinfo } from './buildroots/buildrootinfo.ts';
import { buildroots } from './buildroots/buildroots.ts';
import { buildinfo } from './builds/buildinfo.ts';
import { builds } from './builds/builds.ts';
import { cancelbuild } from './builds/cancelbuild.ts';
import { recentbuilds } from './builds/recentbuilds.ts';
import { channelinfo } from './channels/channelinfo.ts';
import { channels } from './channels/channels.ts';
import { externalrepoinfo } from './external-repos/externalrepoinfo.ts';
import { disablehost, enablehost } from './hosts/change-host.ts';
import { hostedit } from './hosts/hostedit.ts';
import { hostinfo } from './hosts/hostinfo.ts';
import { hosts } from './hosts/hosts.ts';
import { notificationcreate } from './notifications/notificationcreate.ts';
import { notificationdelete } from './notifications/notificationdelete.ts';
import { notificationedit } from './notifications/notificationedit.ts';
import { packageinfo } from './packages/packageinfo.ts';
import { packages } from './packages/packages.ts';
import type { Entry } from './page.ts';
import { buildsbystatus } from './reports/buildsbystatus.ts';
import { buildsbytarget } from './reports/buildsbytarget.ts';
import { buildsbyuser } from './reports/buildsbyuser.ts';
import { clusterhealth } from './reports/clusterhealth.ts';
import { reports } from './reports/reports.ts';
import { rpmsbyhost } from './reports/rpmsbyhost.ts';
import { tasksbyhost } from './reports/tasksbyhost.ts';
import { tasksbyuser } from './reports/tasksbyuser.ts';
import { repoinfo } from './repos/repoinfo.ts';
import { reporequest } from './repos/reporequest.ts';
import { reporequests } from './repos/reporequests.ts';
import { fileinfo } from './rpms/fileinfo.ts';
import { rpminfo } from './rpms/rpminfo.ts';
import { rpmlist } from './rpms/rpmlist.ts';
import { search } from './search/search.ts';
import { activesession } from './sessions/activesession.ts';
import { activesessiondelete } from './sessions/activesessiondelete.ts';
import { summary } from './summary/summary.ts';
import { api } from './system/api.ts';
import { tagcreate } from './tags/tagcreate.ts';
import { tagdelete } from './tags/tagdelete.ts';
import { tagedit } from './tags/tagedit.ts';
import { taginfo } from './tags/taginfo.ts';
import { tagparent } from './tags/tagparent.ts';
import { tags } from './tags/tags.ts';
import { buildtargetcreate } from './targets/buildtargetcreate.ts';
import { buildtargetdelete } from './targets/buildtargetdelete.ts';
import { buildtargetedit } from './targets/buildtargetedit.ts';
import { buildtargetinfo } from './targets/buildtargetinfo.ts';
import { buildtargets } from './targets/buildtargets.ts';
import { canceltask, freetask, resubmittask } from './tasks/change-task.ts';
import { getfile } from './tasks/getfile.ts';
import { taskinfo } from './tasks/taskinfo.ts';
import { tasklive } from './tasks/tasklive.ts';
import { tasklog } from './tasks/tasklog.ts';
import { tasks } from './tasks/tasks.ts';
import { taskstatus } from './tasks/taskstatus.ts';
import { watchlogs } from './tasks/watchlogs.ts';
import { userinfo } from './users/userinfo.ts';
import { users } from './users/users.ts';

/** Every address of the site but login, logout and the static files. */
export const entries: readonly Entry[] = [
  activesession,
  activesessiondelete,
  api,
  archiveinfo,
  archivelist,
  buildinfo,
  buildrootinfo,
  buildroots,
  builds,
  buildsbystatus,
  buildsbytarget,
  buildsbyuser,
  buildtargetcreate,
  buildtargetdelete,
  buildtargetedit,
  buildtargetinfo,
  buildtargets,
  cancelbuild,
  canceltask,
  channelinfo,
  channels,
  clusterhealth,
  disablehost,
  enablehost,
  externalrepoinfo,
  fileinfo,
  freetask,
  getfile,
  hostedit,
  hostinfo,
  hosts,
  notificationcreate,
  notificationdelete,
  notificationedit,
  packageinfo,
  packages,
  recentbuilds,
  repoinfo,
  reporequest,
  reporequests,
  reports,
  resubmittask,
  rpminfo,
  rpmlist,
  rpmsbyhost,
  search,
  summary,
  tagcreate,
  tagdelete,
  tagedit,
  taginfo,
  tagparent,
  tags,
  taskinfo,
  tasklive,
  tasklog,
  tasks,
  tasksbyhost,
  tasksbyuser,
  taskstatus,
  userinfo,
  users,
  watchlogs,
] as readonly Entry[];

/** Older addresses that bookmarks and scripts still have. */
const aliases: Readonly<Record<string, string>> = { index: '' };

const byName = new Map(entries.map((entry) => [entry.name, entry]));

export function findEntry(name: string): Entry | undefined {
  return byName.get(aliases[name] ?? name);
}
