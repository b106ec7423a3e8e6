import { AUTHTYPES } from '@koji/common/types/states';
import { expectHealthy } from './health.ts';
import { expectText } from './paragraph.ts';
import type { Site } from './site.ts';

type Daemon = 'kojid' | 'kojira';

/** Starts a daemon as the guide configures it. Throws unless koji-pki finds nothing and the log says that it runs. */
export async function startDaemon(site: Site, name: Daemon, log: string): Promise<void> {
  const configuration = `/etc/${name}/${name}.conf`;
  await expectHealthy(site, configuration);
  await site.shell(`${name} --config ${configuration} --force-lock --verbose`);
  expectText(await site.read(log), new RegExp(`"${name} is running"`), log);
}

/** Where the settings of a daemon with a keytab are. */
export function kerberosConfigurationOf(name: Daemon): string {
  return `/etc/${name}/kerberos.conf`;
}

/** Starts a daemon with a keytab only to log in. Throws unless `user` has had a session by Kerberos then. */
export async function logInByKerberos(site: Site, name: Daemon, user: string, settings: string): Promise<void> {
  const configuration = kerberosConfigurationOf(name);
  const own = `${settings}
ccache = /var/tmp/${name}.ccache
serverca = /etc/pki/koji/koji_ca_cert.crt
cert = /etc/${name}/none.pem
`;
  await site.write(configuration, site.relocate(own));
  await site.shell(`${name} --config ${configuration} --skip-main`);
  const query = `select count(*) from sessions join users on users.id = user_id where name = '${user}' and authtype = ${AUTHTYPES.GSSAPI}`;
  expectText(await site.shell(`psql --tuples-only <<< "${query}"`, { as: 'koji' }), /[1-9]/, `sessions of ${user} by Kerberos`);
}
