import type { Received } from '@koji/common/client/hub-client';
import type { ListedBuild } from '@koji/common/types/build';
import type { User } from '@koji/common/types/user';
import type { HubReader } from '../../hub/hub-reader.ts';
import { countOf, countOnly } from '../../hub/outcomes.ts';
import { page } from '../page.ts';
import { found } from '../problems.ts';
import { userinfoView } from './userinfo.view.tsx';

const shownBuilds = 20;

export interface UserinfoData {
  readonly user: User;
  readonly permissions: readonly string[];
  readonly builds: readonly Received<ListedBuild>[];
  readonly counts: { readonly builds: number; readonly packages: number; readonly tasks: number };
}

export const userinfo = page({
  name: 'userinfo',
  section: 'users',
  parse: (query) => ({ userID: query.idOrName('userID') }),
  load: loadUserinfo,
  title: ({ user }) => `User ${user.name}`,
  view: userinfoView,
});

async function loadUserinfo(hub: HubReader, { userID }: { userID: number | string }): Promise<UserinfoData> {
  const [known] = await hub.read((hub) => [hub.getUser({ userInfo: userID, groups: true })]);
  const user = found(known, 'user', userID);
  const [permissions, latest, builds, packages, tasks] = await hub.read((hub) => [
    hub.getUserPerms({ userID: user.id }),
    hub.listBuilds({ userID: user.id, queryOpts: { order: '-build_id', limit: shownBuilds } }),
    hub.listBuilds({ userID: user.id, queryOpts: countOnly }),
    hub.listPackages({ userID: user.id, with_dups: true, queryOpts: countOnly }),
    hub.listTasks({ opts: { owner: user.id, parent: null }, queryOpts: countOnly }),
  ]);
  return {
    user,
    permissions,
    builds: latest,
    counts: { builds: countOf(builds), packages: countOf(packages), tasks: countOf(tasks) },
  };
}
