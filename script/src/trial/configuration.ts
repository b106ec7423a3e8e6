import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { addressesOf } from './addresses.ts';
import { authorityFile, builderName, bundleFile, subjectOf } from './certificates.ts';
import { repository, type TrialLayout } from './layout.ts';
import { portsFrom } from './ports.ts';
import type { TrialSettings } from './settings.ts';

const mockStandin = join(repository, 'packages/builder/bin/koji-mock-standin.mjs');

export function hasMock(): boolean {
  return existsSync('/usr/bin/mock');
}

type Section = Readonly<Record<string, string | number | undefined>>;

/** Writes every component's configuration and answers which files are not what they were. */
export async function writeConfiguration(
  layout: TrialLayout,
  settings: TrialSettings,
  { databaseUrl, hubConf }: { readonly databaseUrl: string; readonly hubConf: string | undefined },
): Promise<ReadonlySet<string>> {
  const web = addressesOf({ ...settings, without: [] }).web;
  const files = new Map([
    [
      layout.hubConfOwn,
      ini('hub', hubSettings(layout, settings, { databaseUrl, web, webSubject: await subjectOf(layout, 'kojiweb') })),
    ],
    [layout.webConf, ini('web', webSettings(layout, settings, web))],
    [layout.kojiraConf, ini('kojira', kojiraSettings(layout, settings))],
    [layout.kojidConf, ini('kojid', kojidSettings(layout, settings))],
    [layout.kojiConf, ini('koji', clientSettings(layout, settings, web))],
  ]);
  if (hubConf !== undefined) files.set(layout.hubConf, await readFile(hubConf, 'utf8'));
  else if (!existsSync(layout.hubConf))
    files.set(layout.hubConf, "[hub]\n# What stands here goes over the instance's own settings in hub.conf.d/trial.conf.\n");
  const changed = new Set<string>();
  for (const [file, text] of files) if (await writeIfChanged(file, text)) changed.add(file);
  return changed;
}

function hubSettings(
  layout: TrialLayout,
  settings: TrialSettings,
  {
    databaseUrl,
    web,
    webSubject,
  }: { readonly databaseUrl: string; readonly web: string | undefined; readonly webSubject: string },
): Section {
  const ports = portsFrom(settings.portBase);
  return {
    DBConnectionString: databaseUrl,
    KojiDir: settings.topdir,
    Listen: `https://127.0.0.1:${ports.hub}`,
    FilesListen: `http://127.0.0.1:${ports.files}`,
    TLSCertificate: bundleFile(layout, 'kojihub'),
    ClientCA: authorityFile(layout),
    DNUsernameComponent: 'CN',
    ProxyDNs: webSubject,
    KojiWebURL: web,
    LoginCreatesUser: 'On',
    // There is no mail server to hand notifications to.
    DisableNotifications: 'On',
    LogLevel: 'INFO',
  };
}

function webSettings(layout: TrialLayout, settings: TrialSettings, web: string | undefined): Section {
  const { hub, files } = addressesOf(settings);
  const ports = portsFrom(settings.portBase);
  return {
    SiteName: 'Koji trial',
    KojiHubURL: hub,
    KojiFilesURL: files,
    KojiWebURL: web,
    Listen: `http://127.0.0.1:${ports.web}`,
    LoginListen: `https://127.0.0.1:${ports.webLogin}`,
    TLSCertificate: bundleFile(layout, 'kojiweb'),
    WebAuthType: 'ssl',
    WebCert: bundleFile(layout, 'kojiweb'),
    ClientCA: authorityFile(layout),
    KojiHubCA: authorityFile(layout),
    Secret: settings.webSecret,
    LogLevel: 'INFO',
  };
}

function kojiraSettings(layout: TrialLayout, settings: TrialSettings): Section {
  return {
    server: addressesOf(settings).hub,
    topdir: settings.topdir,
    cert: bundleFile(layout, 'kojira'),
    serverca: authorityFile(layout),
    logfile: 'none',
    sleeptime: 5,
  };
}

function kojidSettings(layout: TrialLayout, settings: TrialSettings): Section {
  const { hub, files } = addressesOf(settings);
  return {
    server: hub,
    topurl: files,
    topdir: settings.topdir,
    workdir: join(layout.builder, 'work'),
    mockdir: join(layout.builder, 'mock'),
    cert: bundleFile(layout, builderName),
    serverca: authorityFile(layout),
    // Standard output is the log here.
    logfile: 'none',
    sleeptime: 2,
    minspace: 1024,
    // A trial shares its machine with everything else that runs there, tests above all.
    max_load_per_cpu: 100,
    vendor: 'Koji trial',
    packager: 'Koji trial',
    allowed_scms: '*:*:no:',
    // Without mock a program of ours stands in, which builds on the host.
    ...(hasMock() ? {} : { mockpath: mockStandin, mockconfdir: join(layout.builder, 'mock-config') }),
  };
}

function clientSettings(layout: TrialLayout, settings: TrialSettings, web: string | undefined): Section {
  const { hub, files } = addressesOf(settings);
  return {
    server: hub,
    weburl: web,
    topurl: files,
    topdir: settings.topdir,
    authtype: 'ssl',
    cert: bundleFile(layout, 'kojiadmin'),
    serverca: authorityFile(layout),
    // So that a watched task is seen to move.
    poll_interval: 1,
  };
}

function ini(name: string, section: Section): string {
  const lines = Object.entries(section).flatMap(([key, value]) => (value === undefined ? [] : [`${key} = ${value}`]));
  return `[${name}]\n${lines.join('\n')}\n`;
}

async function writeIfChanged(file: string, text: string): Promise<boolean> {
  if (existsSync(file) && (await readFile(file, 'utf8')) === text) return false;
  await mkdir(dirname(file), { recursive: true });
  // Secrets of the web and the database's password stand in them.
  await writeFile(file, text, { mode: 0o600 });
  return true;
}
