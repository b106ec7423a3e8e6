import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Authentication } from '@koji/common/client/authentication';
import { type IniSections, parseIni } from '@koji/common/config/ini';
import { boolean } from '@koji/common/config/options';
import { parseWebConf } from '@koji/common/config/web-conf';
import { fullHostName } from '@koji/common/service/host-name';
import { readProfile } from '../../config/profile.ts';
import { chooseLogin } from '../../session/choose-login.ts';
import { Diagnosis } from './diagnosis.ts';
import type { ClientSetup, HubSetup, ProgramName, Setup } from './setup.ts';

type Settings = ReadonlyMap<string, string>;

/** By the name of a file that has no section header, as the set-up guide shows them. */
const usualNames: Readonly<Record<string, ProgramName>> = {
  'kojid.conf': 'kojid',
  'kojira.conf': 'kojira',
  'hub.conf': 'hub',
  'web.conf': 'web',
  'kojiweb.conf': 'web',
};

/** Reads the configuration of a program; which one it is, the file itself says, and without one it is the koji command. */
export async function readSetup(file: string | undefined, profile: string): Promise<Setup> {
  if (file === undefined) return readClient(undefined, profile);
  const text = readFileSync(file, 'utf8');
  const program = programOf(file, text, profile);
  switch (program) {
    case 'koji':
      return readClient(file, profile);
    case 'hub':
      return readHub(
        file,
        sectionOf(parseIni(text, file, { keepCase: true, spaceSeparated: true, defaultSection: 'hub' }), 'hub'),
      );
    case 'web':
      return readWeb(file, sectionOf(parseWebConf(text, file), 'web'));
    default:
      return readDaemon(
        program,
        file,
        sectionOf(parseIni(text, file, { defaultSection: program }), program),
        await fullHostName(),
      );
  }
}

function programOf(file: string, text: string, profile: string): ProgramName {
  const headers = [...text.matchAll(/^\s*\[(.+)\]/gm)].map(([, name]) => name);
  const named = (['kojid', 'kojira', 'web', 'hub'] as const).find((name) => headers.includes(name));
  if (named !== undefined) return named;
  if (headers.includes(profile)) return 'koji';
  const usual = /^\s*PythonOption\s/m.test(text) ? 'web' : usualNames[basename(file)];
  if (usual === undefined) {
    throw new Diagnosis(`${file} has none of the sections [kojid], [kojira], [web], [hub] and [${profile}]`);
  }
  return usual;
}

function sectionOf(sections: IniSections, name: string): Settings {
  return new Map([...(sections.get(name) ?? [])].map(([key, value]) => [key, value.trim().replace(/^(["'])(.*)\1$/, '$2')]));
}

function readClient(file: string | undefined, name: string): ClientSetup {
  const profile = readProfile({ name, file });
  const auth = chooseLogin({ ...profile, quiet: false, noauth: false, runas: undefined, user: undefined, password: undefined });
  const { cert, serverca, server, noSslVerify } = profile;
  return {
    program: 'koji',
    file: file ?? `the profile ${name}`,
    server,
    auth,
    cert,
    serverca,
    verify: !noSslVerify,
    user: undefined,
  };
}

function readDaemon(program: 'kojid' | 'kojira', file: string, settings: Settings, host: string): ClientSetup {
  const cert = settings.get('cert') ?? ifPresent(`/etc/${program}/client.crt`);
  const principal =
    program === 'kojira'
      ? settings.get('principal')
      : (settings.get('krb_principal') ?? settings.get('host_principal_format')?.replace('%s', host));
  return {
    program,
    file,
    server: required(file, settings, 'server'),
    auth: chooseForService(file, {
      // A certificate that is named and missing is what the program would silently do without.
      cert: cert !== undefined && (principal === undefined || existsSync(cert)) ? cert : undefined,
      user: settings.get('user'),
      password: settings.get('password'),
      principal,
      keytab: settings.get('keytab') ?? `/etc/${program}/${program}.keytab`,
    }),
    cert,
    serverca: settings.get('serverca') ?? ifPresent(`/etc/${program}/serverca.crt`),
    verify: !boolean('no_ssl_verify', false).read(settings.get('no_ssl_verify') ?? ''),
    user: settings.get('user'),
  };
}

function readWeb(file: string, settings: Settings): ClientSetup {
  const cert = settings.get('WebCert');
  const auth = chooseForService(file, {
    cert,
    principal: settings.get('WebPrincipal'),
    keytab: settings.get('WebKeytab') ?? '/etc/httpd.keytab',
  });
  const server = required(file, settings, 'KojiHubURL');
  return { program: 'web', file, server, auth, cert, serverca: settings.get('KojiHubCA'), verify: true, user: undefined };
}

function readHub(file: string, settings: Settings): HubSetup {
  return {
    program: 'hub',
    file,
    certificate: settings.get('TLSCertificate'),
    key: settings.get('TLSKey'),
    clientCa: settings.get('ClientCA'),
    clientCrl: settings.get('ClientCRL'),
    keytab: settings.get('AuthKeytab'),
    service: settings.get('AuthPrincipal')?.replace(/^host\//, 'HTTP/'),
  };
}

interface ServiceLogin {
  readonly cert: string | undefined;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  readonly principal: string | undefined;
  readonly keytab: string;
}

/** In the order in which services choose: certificate, password, Kerberos. */
function chooseForService(file: string, { cert, user, password, principal, keytab }: ServiceLogin): Authentication {
  if (cert !== undefined) return { kind: 'certificate' };
  if (user !== undefined && password !== undefined) return { kind: 'password', user, password };
  if (principal === undefined)
    throw new Diagnosis(`${file} names nothing to log in with: no certificate, no password and no principal`);
  if (user !== undefined) throw new Diagnosis(`${file} sets user, with which no Kerberos login is tried: take the line out`);
  return { kind: 'kerberos', principal, keytab };
}

function required(file: string, settings: Settings, key: string): string {
  const value = settings.get(key);
  if (!value) throw new Diagnosis(`${file} does not set ${key}, the address of the hub`);
  return value;
}
function ifPresent(path: string): string | undefined {
  return existsSync(path) ? path : undefined;
}
