import { connectHub } from '@koji/common/client/hub-client';
import type { HubApi } from '@koji/hub/api';
import { addressesOf } from './addresses.ts';
import { authorityFile, builderName, bundleFile } from './certificates.ts';
import type { Trial } from './components.ts';

/** The architecture of packages built on this machine. */
export const hostArch =
  { arm64: 'aarch64', x64: 'x86_64', ppc64: 'ppc64le', s390x: 's390x' }[process.arch as string] ?? process.arch;

const createrepoChannel = 'createrepo';

/** What the set-up guide has the administrator tell the hub before kojira and a builder start for the first time. */
export async function prepareAccounts(trial: Trial): Promise<void> {
  const { settings } = trial;
  const needsKojira = !settings.without.includes('kojira');
  const needsBuilder = !settings.without.includes('builder');
  if (!needsKojira && !needsBuilder) return;
  const session = await connectAsAdministrator(trial);
  const { hub } = session;
  if (needsKojira && !(await hub.getUser({ userInfo: 'kojira' }))) {
    await hub.createUser('kojira');
    await hub.grantPermission('kojira', 'repo');
  }
  if (needsBuilder && !(await hub.getHost(builderName))) {
    await hub.addHost(builderName, [hostArch]);
    await hub.addHostToChannel(builderName, createrepoChannel);
    await session.call('editHost', [builderName], { capacity: 4 });
  }
  await session.logout();
}

function connectAsAdministrator({ layout, settings }: Trial) {
  return connectHub<HubApi>({
    server: addressesOf(settings).hub,
    auth: { kind: 'certificate' },
    tls: { cert: bundleFile(layout, 'kojiadmin'), serverca: authorityFile(layout) },
  });
}
