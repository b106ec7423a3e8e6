import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { aBuilder } from '../content.fixture.ts';
import { contractPlugins } from '../contract/read-contract.fixture.ts';
import { startHub, type TestHub, type TestSession } from '../hub.fixture.ts';
import { permissionsInUse, permissionUser } from './access-rules.fixture.ts';
import { addBuilds, addNotices, addRepos, addTags, addTasks, type Things } from './things.fixture.ts';

export interface FullInstance extends AsyncDisposable {
  readonly hub: TestHub;
  readonly things: Things;
  /** Hosts with their exclusive sessions: one that holds the tasks and buildroots there are, and one that holds nothing. */
  readonly builder: TestSession;
  readonly otherBuilder: TestSession;
}

/** Where Koji's own policies, or none, would let everybody in, these ask for a permission. */
const policies = {
  tag: 'has_perm tag :: allow\nall :: deny',
  dist_repo: 'all :: deny',
  sidetag: 'has_perm sidetag :: allow\nall :: deny',
  cg_import: 'all :: allow',
};

/** A hub with all plugins and at least one of everything that a method can be about. */
export async function startFullInstance(): Promise<FullInstance> {
  const hub = await startHub({
    settings: { Plugins: contractPlugins, EnableMaven: 'yes', EnableWin: 'yes' },
    policies,
  });
  const holder = await aBuilder(hub, 'builder1');
  const other = await aBuilder(hub, 'builder2');
  await addUsers(hub);
  const tags = await addTags(hub);
  const builds = await addBuilds(hub);
  const tasks = await addTasks(hub, holder, other);
  const repos = await addRepos(hub, holder);
  const notices = await addNotices(hub);
  const [last] = await hub.database.sql<{ id: number }>('select max(id) as id from events');
  return {
    hub,
    builder: holder.session,
    otherBuilder: other.session,
    things: { ...tags, ...builds, ...tasks, ...repos, ...notices, event: last!.id, session: other.session.state!.id },
    async [Symbol.asyncDispose]() {
      for (const { session } of [holder, other]) session.close();
      await hub[Symbol.asyncDispose]();
    },
  };
}

async function addUsers(hub: TestHub): Promise<void> {
  const admin = await hub.as('kojiadmin');
  for (const permission of permissionsInUse) {
    const name = permissionUser(permission);
    await admin.createUser(name);
    await admin.grantPermission(name, permission, { create: true });
  }
  for (const name of ['alice', 'mallory', 'blocked', 'enemy']) await admin.createUser(name);
  await admin.editUser('alice', { krb_principal_mappings: [{ old: null, new: 'alice@EXAMPLE.COM' }] });
  await admin.grantCGAccess('alice', 'maker', { create: true });
  await admin.addBType('custom');
  await admin.newGroup('people');
  await admin.addGroupMember('people', 'alice');
  await admin.addChannel('spare');
  await admin.disableUser('enemy');
  for (const name of ['second', 'third']) mkdirSync(join(hub.topdir, 'vol', name));
  await admin.addVolume('second');
}
