import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { closedAncestor } from '../postgres-cluster.ts';
import type { TrialLayout } from './layout.ts';
import { choosePortBase } from './ports.ts';

export const optionalComponents = ['builder', 'kojira', 'web'] as const;
export type OptionalComponent = (typeof optionalComponents)[number];

/** What one instance is made of; kept in its directory, so that `up` after `down` brings the same one back. */
export interface TrialSettings {
  readonly portBase: number;
  readonly without: readonly OptionalComponent[];
  readonly topdir: string;
  /** Address of a database that is not ours. */
  readonly database?: string;
  /** Directory of the private cluster. */
  readonly cluster: string;
  /** What lay there before the instance came: never emptied unasked. */
  readonly adopted: { readonly database: boolean; readonly topdir: boolean };
  /** Signs the web's cookies. */
  readonly webSecret: string;
}

/** What `up` was asked for; what it leaves open stays as it was. */
export interface Wishes {
  readonly portBase?: number;
  readonly without?: readonly OptionalComponent[];
  readonly topdir?: string;
  readonly database?: string;
}

export function isTrial(layout: TrialLayout): boolean {
  return existsSync(layout.settings);
}

export async function readSettings(layout: TrialLayout): Promise<TrialSettings> {
  if (!isTrial(layout))
    throw new Error(`there is no instance in ${layout.dir}; make one with: script/trial up --dir ${layout.dir}`);
  return JSON.parse(await readFile(layout.settings, 'utf8')) as TrialSettings;
}

export async function writeSettings(layout: TrialLayout, settings: TrialSettings): Promise<void> {
  await writeFile(layout.settings, `${JSON.stringify(settings, null, 2)}\n`, { mode: 0o600 });
}

/** The settings to go on with: those of the directory, changed as asked, or new ones. */
export async function settle(layout: TrialLayout, wishes: Wishes): Promise<TrialSettings> {
  const known = isTrial(layout) ? await readSettings(layout) : undefined;
  if (known && wishes.database !== undefined && wishes.database !== known.database) {
    throw new Error(`the instance in ${layout.dir} has another database; choose another directory`);
  }
  if (known && wishes.topdir !== undefined && wishes.topdir !== known.topdir) {
    throw new Error(`the instance in ${layout.dir} has its files in ${known.topdir}; choose another directory`);
  }
  const database = wishes.database ?? known?.database;
  return {
    portBase: wishes.portBase ?? known?.portBase ?? (await choosePortBase(layout.dir)),
    without: wishes.without ?? known?.without ?? [],
    topdir: known?.topdir ?? wishes.topdir ?? layout.topdir,
    ...(database === undefined ? {} : { database }),
    cluster: known?.cluster ?? clusterDirectory(layout),
    adopted: known?.adopted ?? { database: false, topdir: false },
    webSecret: known?.webSecret ?? randomBytes(32).toString('hex'),
  };
}

/** Below the instance's directory, unless the database's user cannot get there: then where everybody can. */
function clusterDirectory({ dir, postgres }: TrialLayout): string {
  if (closedAncestor(postgres) === undefined) return postgres;
  return `/var/tmp/koji-postgres-${createHash('sha256').update(dir).digest('hex').slice(0, 12)}`;
}
