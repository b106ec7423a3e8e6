import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename } from 'node:path';
import type { Authentication } from '@koji/common/client/authentication';
import { confFilesAt, listConfFiles } from '@koji/common/config/conf-files';
import { type IniSections, mergeIni, parseIni } from '@koji/common/config/ini';
import { interpolateSection } from '@koji/common/config/interpolate';
import { ConfigError, type OptionTable, optionalText, readKnownOptions } from '@koji/common/config/options';
import { parseWebConf, webHubOptions } from '@koji/common/config/web-conf';
import { acceptedService } from '@koji/common/kerberos/principals';
import { fullHostName } from '@koji/common/service/host-name';
import {
  chooseAuthentication,
  completeHubSettings,
  type HubSettings,
  kojidHubOptions,
  kojidPrincipal,
  kojiraHubOptions,
  type ServiceName,
} from '@koji/common/service/hub-settings';
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

/** What logins go by in hub.conf. */
const hubOptions = {
  certificate: optionalText('TLSCertificate'),
  key: optionalText('TLSKey'),
  clientCa: optionalText('ClientCA'),
  clientCrl: optionalText('ClientCRL'),
  keytab: optionalText('AuthKeytab'),
  authPrincipal: optionalText('AuthPrincipal'),
} satisfies OptionTable;

/** The hub by its default would hardly be the one that is meant. */
const webOptions = { ...webHubOptions, hubUrl: optionalText(webHubOptions.hubUrl.key) } satisfies OptionTable;

/** Reads the configuration of a program; which one it is, the file itself says, and without one it is the koji command. */
export async function readSetup(file: string | undefined, profile: string): Promise<Setup> {
  if (file === undefined) return readClient(undefined, profile);
  const program = await programOf(file, profile);
  switch (program) {
    case 'koji':
      return readClient(file, profile);
    case 'hub':
      return readHub(file);
    case 'web':
      return readWeb(file);
    case 'kojid':
      return readKojid(file);
    case 'kojira':
      return readKojira(file);
  }
}

async function programOf(file: string, profile: string): Promise<ProgramName> {
  const texts = await Promise.all((await confFilesAt(file)).map(async (path) => readFile(path, 'utf8')));
  const text = texts.join('\n');
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

async function readSection(
  name: ProgramName,
  files: readonly string[],
  parse: (text: string, file: string) => IniSections,
): Promise<Settings> {
  const parsed = await Promise.all(files.map(async (file) => parse(await readFile(file, 'utf8'), file)));
  return parsed.reduce(mergeIni, new Map()).get(name) ?? new Map();
}
/** The file goes over those in the directory beside it. */
async function withParts(file: string): Promise<string[]> {
  return [...(await listConfFiles(`${file}.d`)), file];
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

async function readKojid(file: string): Promise<ClientSetup> {
  const section = await readSection('kojid', await confFilesAt(file), (text, path) =>
    parseIni(text, path, { defaultSection: 'kojid' }),
  );
  const settings = readKnownOptions(kojidHubOptions, section);
  const host = settings.hostPrincipalFormat === undefined ? hostname() : await fullHostName();
  return describeService('kojid', file, { ...settings, principal: kojidPrincipal(settings, host) }, section.has('cert'));
}

async function readKojira(file: string): Promise<ClientSetup> {
  const section = await readSection('kojira', [file], (text, path) => parseIni(text, path, { defaultSection: 'kojira' }));
  return describeService('kojira', file, readKnownOptions(kojiraHubOptions, interpolateSection(section)), section.has('cert'));
}

type ServiceSettings = Omit<HubSettings, 'server'> & { readonly server: string | undefined };

function describeService(program: ServiceName, file: string, given: ServiceSettings, namesCert: boolean): ClientSetup {
  if (given.server === undefined) throw withoutHub(file, 'server');
  const settings = completeHubSettings(program, given);
  const { server, cert, serverca, noSslVerify, user } = settings;
  const auth = chooseForService(file, settings, namesCert);
  return { program, file, server, auth, cert, serverca, verify: !noSslVerify, user };
}

/** As the service itself chooses; where it finds nothing, the sentence says what is missing. */
function chooseForService(file: string, settings: HubSettings, namesCert: boolean): Authentication {
  const { cert, user, principal } = settings;
  try {
    return chooseAuthentication(settings);
  } catch (cause) {
    if (!(cause instanceof ConfigError)) throw cause;
    if (user !== undefined && principal !== undefined)
      throw new Diagnosis(`${file} sets user, with which no Kerberos login is tried: take the line out`, { cause });
    if (namesCert) throw new Diagnosis(`cert in ${file} names ${cert}, which does not exist`, { cause });
    throw withoutLogin(file, cause);
  }
}

async function readWeb(file: string): Promise<ClientSetup> {
  const section = await readSection('web', await withParts(file), parseWebConf);
  const { hubUrl, hubCa, webCert, webPrincipal, webKeytab } = readKnownOptions(webOptions, section);
  if (hubUrl === undefined) throw withoutHub(file, webOptions.hubUrl.key);
  if (webCert === undefined && webPrincipal === undefined) throw withoutLogin(file);
  const auth: Authentication =
    webCert === undefined ? { kind: 'kerberos', principal: webPrincipal, keytab: webKeytab } : { kind: 'certificate' };
  return { program: 'web', file, server: hubUrl, auth, cert: webCert, serverca: hubCa, verify: true, user: undefined };
}

async function readHub(file: string): Promise<HubSetup> {
  const section = await readSection('hub', await withParts(file), (text, path) =>
    parseIni(text, path, { spaceSeparated: true, defaultSection: 'hub' }),
  );
  const { authPrincipal, ...settings } = readKnownOptions(hubOptions, section);
  return { program: 'hub', file, ...settings, service: acceptedService(authPrincipal) };
}

function withoutHub(file: string, key: string): Diagnosis {
  return new Diagnosis(`${file} does not set ${key}, the address of the hub`);
}
function withoutLogin(file: string, cause?: Error): Diagnosis {
  return new Diagnosis(`${file} names nothing to log in with: no certificate, no password and no principal`, { cause });
}
