import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { freePort } from '../testing/free-port.ts';
import { temporaryDirectory } from '../testing/temporary-directory.ts';

const execute = promisify(execFile);
// Where distributions put what only administrators run.
const searched = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin'];

/** A Kerberos realm with a key distribution centre of its own on loopback, MIT's. */
export interface KerberosRealm extends AsyncDisposable {
  /** What programs need in their environment to be in this realm. */
  readonly environment: { readonly KRB5_CONFIG: string };
  /** Makes a principal and answers a keytab with its key; several may go into one of the same name. */
  keytab(principal: string, name?: string): Promise<string>;
  /** Gets the owner of a keytab a ticket and answers the cache that holds it. */
  ticket(principal: string, keytab: string): Promise<string>;
  /** A path in the realm's directory, where nothing is yet. */
  path(name: string): string;
}

/** Why logins by Kerberos cannot be tried here, if so. */
export async function missingForKerberos(): Promise<string | undefined> {
  const missing = ['krb5kdc', 'kadmin.local', 'kdb5_util', 'kinit'].filter((name) => findProgram(name) === undefined);
  const hasModule = await import('kerberos' as string).then(
    () => true,
    () => false,
  );
  if (!hasModule) missing.push('the native module kerberos');
  return missing.length === 0 ? undefined : `missing here, see script/bootstrap --test: ${missing.join(', ')}`;
}

export async function startRealm(realm = 'KOJI.TEST'): Promise<KerberosRealm> {
  const directory = await temporaryDirectory();
  const path = (name: string) => join(directory.path, name);
  const port = await freePort();
  await mkdir(path('database'));
  await writeFile(path('krb5.conf'), clientConfiguration(realm, port));
  await writeFile(path('kdc.conf'), centreConfiguration(realm, port, path));
  const environment = { KRB5_CONFIG: path('krb5.conf') };
  const env = { ...process.env, ...environment, KRB5_KDC_PROFILE: path('kdc.conf') };
  const run = (name: string, args: readonly string[]) => execute(findProgram(name) ?? name, args, { env });
  await run('kdb5_util', ['create', '-s', '-r', realm, '-P', 'master']);
  const centre = spawn(findProgram('krb5kdc') ?? 'krb5kdc', ['-n', '-r', realm], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  await untilItListens(centre.stderr);
  return {
    environment,
    path,
    async keytab(principal, name = principal.replace('/', '_')) {
      const keytab = path(`${name}.keytab`);
      await run('kadmin.local', ['-r', realm, '-q', `addprinc -randkey ${principal}`]);
      await run('kadmin.local', ['-r', realm, '-q', `ktadd -k ${keytab} ${principal}`]);
      return keytab;
    },
    async ticket(principal, keytab) {
      const cache = path(`${principal.replace('/', '_')}.ccache`);
      await run('kinit', ['-k', '-t', keytab, '-c', cache, principal]);
      return cache;
    },
    async [Symbol.asyncDispose]() {
      if (centre.exitCode === null) {
        centre.kill();
        await once(centre, 'exit');
      }
      await directory[Symbol.asyncDispose]();
    },
  };
}

/** Names are taken as they are: a name service has no say on loopback. */
function clientConfiguration(realm: string, port: number): string {
  return `[libdefaults]
default_realm = ${realm}
dns_lookup_kdc = false
dns_lookup_realm = false
dns_canonicalize_hostname = false
rdns = false
[realms]
${realm} = {
  kdc = 127.0.0.1:${port}
}
`;
}
function centreConfiguration(realm: string, port: number, path: (name: string) => string): string {
  return `[kdcdefaults]
kdc_listen = 127.0.0.1:${port}
kdc_tcp_listen = 127.0.0.1:${port}
[realms]
${realm} = {
  database_name = ${path('database/principal')}
  key_stash_file = ${path('database/stash')}
  acl_file = ${path('database/acl')}
  max_life = 1h
}
[logging]
kdc = STDERR
`;
}

async function untilItListens(log: Readable): Promise<void> {
  const said: string[] = [];
  for await (const line of createInterface({ input: log })) {
    said.push(line);
    if (line.includes('commencing operation')) {
      log.resume();
      return;
    }
  }
  throw new Error(`the key distribution centre did not start:\n${said.join('\n')}`);
}

function findProgram(name: string): string | undefined {
  return searched.map((directory) => join(directory, name)).find((path) => existsSync(path));
}
