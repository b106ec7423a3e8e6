import { readdir } from 'node:fs/promises';
import { addressesOf } from './addresses.ts';
import { authorityFile, bundleFile } from './certificates.ts';
import type { Trial } from './components.ts';

/** What test rigs and foreign clients need to know of an instance. */
export interface TrialDescription {
  readonly hub: string;
  readonly web: string | null;
  readonly files: string;
  readonly database: string;
  readonly topdir: string;
  readonly ca: string;
  /** User or component to the PEM file with its certificate and key. */
  readonly certs: Readonly<Record<string, string>>;
  /** Configuration of the koji command, as the administrator. */
  readonly config: string;
}

export async function describeTrial({ layout, settings, databaseUrl }: Trial): Promise<TrialDescription> {
  const { hub, web, files } = addressesOf(settings);
  const names = (await readdir(layout.pki))
    .filter((name) => name.endsWith('.pem') && name !== 'crl.pem')
    .map((name) => name.slice(0, -'.pem'.length));
  return {
    hub,
    web: web ?? null,
    files,
    database: databaseUrl,
    topdir: settings.topdir,
    ca: authorityFile(layout),
    certs: Object.fromEntries(names.sort().map((name) => [name, bundleFile(layout, name)])),
    config: layout.kojiConf,
  };
}
