import { readFile } from 'node:fs/promises';
import { listConfFiles } from '@koji/common/config/conf-files';
import { type IniSections, mergeIni } from '@koji/common/config/ini';
import {
  boolean,
  ConfigError,
  integer,
  list,
  type OptionTable,
  type OptionValues,
  optionalText,
  optionalWord,
  readOptions,
  text,
} from '@koji/common/config/options';
import { parseWebConf, webHubOptions } from '@koji/common/config/web-conf';
import type { LoginKind } from './session/identity.ts';

const commas = /\s*,\s*/;
const words = /[\s,]+/;

/** Settings of web.conf's [web] section; the last group is our own. */
export const webOptions = {
  siteName: text('SiteName', 'Koji'),
  ...webHubOptions,
  filesUrl: optionalText('KojiFilesURL'),
  packagesUrl: optionalText('KojiPackagesURL'),
  webUrl: optionalText('KojiWebURL'),
  greeting: text('KojiGreeting', 'Welcome to Koji Web'),
  clientCa: optionalText('ClientCA'),
  webAuthType: optionalWord('WebAuthType', ['ssl', 'gssapi', 'kerberos']),
  loginTimeoutHours: integer('LoginTimeout', 72),
  loginDisabled: boolean('LoginDisabled', false),
  secret: optionalText('Secret'),
  logLevel: text('LogLevel', 'WARNING'),
  debug: boolean('PythonDebug', false),
  tasks: list('Tasks', [], commas),
  toplevelTasks: list('ToplevelTasks', [], commas),
  parentTasks: list('ParentTasks', [], commas),
  hiddenUsers: list('HiddenUsers', [], words),
  mbsWebUrl: optionalText('MBS_WEB_URL'),
  listen: list('Listen', ['http://0.0.0.0:80'], words),
  loginListen: text('LoginListen', 'https://0.0.0.0:8443'),
  loginUrl: optionalText('LoginURL'),
  tlsCertificate: optionalText('TLSCertificate'),
  tlsKey: optionalText('TLSKey'),
  loginKeytab: optionalText('LoginKeytab'),
  clientCrl: optionalText('ClientCRL'),
  trustedProxies: list('TrustedProxies', [], words),
} satisfies OptionTable;

/** Keys of older files that have no effect here; taken so that such a file needs no edit. */
const retiredKeys = new Set([
  'KojiTheme',
  'KojiDebug',
  'KojiStaticDir',
  'KojiMavenURL',
  'KojiImagesURL',
  'KrbService',
  'KrbRDNS',
  'KrbCanonHost',
  'KrbServerRealm',
  'LibPath',
  'LiteralFooter',
  'LogFormat',
]);

export type WebSettings = OptionValues<typeof webOptions>;
export interface WebConfig extends Omit<WebSettings, 'secret' | 'filesUrl' | 'packagesUrl' | 'webAuthType'> {
  readonly filesUrl: string;
  /** How visitors prove who they are. */
  readonly loginKind: LoginKind;
  /** Path below which all pages lie, without slash at the end: /koji. */
  readonly prefix: string;
}
export interface LoadedConfig {
  readonly config: WebConfig;
  /** Kept apart from the settings so that no log and no page can show it. */
  readonly secret: string | undefined;
  readonly notices: readonly string[];
}

/** Reads `<directory of path>/web.conf.d/*.conf`, then the file itself over them. Throws ConfigError or IniSyntaxError. */
export async function loadConfig(path: string): Promise<LoadedConfig> {
  let sections: IniSections = new Map();
  for (const file of [...(await listConfFiles(`${path}.d`)), path])
    sections = mergeIni(sections, parseWebConf(await readFile(file, 'utf8'), file));
  return readConfig(sections, path);
}

export function readConfig(sections: IniSections, path: string): LoadedConfig {
  const foreign = [...sections.keys()].find((name) => name !== 'web');
  if (foreign !== undefined) throw new ConfigError(`${path}: unknown section [${foreign}]`);
  const section = new Map(sections.get('web') ?? []);
  const notices: string[] = [];
  for (const key of section.keys()) {
    if (!retiredKeys.has(key) && !key.startsWith('RLIMIT_')) continue;
    section.delete(key);
    notices.push(`${key} has no effect`);
  }
  const { secret, filesUrl, packagesUrl, webAuthType, ...settings } = readOptions(webOptions, section, path);
  const config = {
    ...settings,
    loginKind: chooseLoginKind({ webAuthType, webPrincipal: settings.webPrincipal }),
    // In the set-up guide one certificate serves towards both sides.
    tlsCertificate: settings.tlsCertificate ?? settings.webCert,
    filesUrl: (filesUrl ?? packagesUrl?.replace(/\/packages\/?$/, '') ?? 'http://localhost/kojifiles').replace(/\/+$/, ''),
    prefix: readPrefix(settings.webUrl),
  };
  return { config, secret, notices };
}

/** Compatibility: without WebAuthType a principal of the server decides, and gssapi was once called kerberos. */
function chooseLoginKind({ webAuthType, webPrincipal }: Pick<WebSettings, 'webAuthType' | 'webPrincipal'>): LoginKind {
  if (webAuthType === undefined) return webPrincipal === undefined ? 'ssl' : 'gssapi';
  return webAuthType === 'ssl' ? 'ssl' : 'gssapi';
}

function readPrefix(webUrl: string | undefined): string {
  if (webUrl === undefined) return '/koji';
  if (!URL.canParse(webUrl)) throw new ConfigError(`KojiWebURL is not an address: '${webUrl}'`);
  return new URL(webUrl).pathname.replace(/\/+$/, '');
}
