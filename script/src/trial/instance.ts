import { mkdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { clusterUrl, readServerPid, startCluster, stopCluster } from '../postgres-cluster.ts';
import { prepareAccounts } from './accounts.ts';
import { prepareCertificates } from './certificates.ts';
import { type ComponentName, components, componentsOf, startComponents, type Trial } from './components.ts';
import { writeConfiguration } from './configuration.ts';
import { adoptDatabase, emptyDatabase, makeDatabase } from './database.ts';
import type { TrialLayout } from './layout.ts';
import { portsFrom, takenPort } from './ports.ts';
import { inspectDaemon, type ProcessState, stopDaemon } from './processes.ts';
import { isTrial, readSettings, settle, type TrialSettings, type Wishes, writeSettings } from './settings.ts';
import { emptyDirectory, emptyTree, prepareTree } from './tree.ts';

export interface UpWishes extends Wishes {
  /** File whose lines go over the instance's hub.conf. */
  readonly hubConf?: string;
}

/** Brings an instance up, making what is missing and restarting what runs with other settings. */
export async function bringUp(layout: TrialLayout, wishes: UpWishes): Promise<Trial> {
  const isNew = !isTrial(layout);
  const before = isNew ? undefined : await readSettings(layout);
  let settings = await settle(layout, wishes);
  for (const directory of [layout.dir, layout.logs, layout.run, layout.builder]) await mkdir(directory, { recursive: true });
  await mkdir(settings.topdir, { recursive: true });
  if (before && before.portBase !== settings.portBase) await takeDown(layout);
  await refuseTakenPorts(layout, settings);
  // A cluster that outlived an instance of the same directory counts for nothing.
  const databaseUrl = await prepareDatabase(settings, { afresh: isNew && settings.database === undefined });
  if (isNew) {
    const database = settings.database !== undefined && (await adoptDatabase(settings.database));
    settings = { ...settings, adopted: { database, topdir: await prepareTree(settings.topdir) } };
  } else {
    await prepareTree(settings.topdir);
  }
  await writeSettings(layout, settings);
  await prepareCertificates(layout);
  const changed = await writeConfiguration(layout, settings, { databaseUrl, hubConf: wishes.hubConf });
  const trial = { layout, settings, databaseUrl };
  const wanted = componentsOf(settings);
  await stopComponents(
    layout,
    components
      .filter((component) => !wanted.includes(component) || component.configuration(layout).some((file) => changed.has(file)))
      .map(({ name }) => name),
  );
  await startAll(trial);
  return trial;
}

/** Stops the components, then the database. Answers the names of those that had to be killed. */
export async function takeDown(layout: TrialLayout): Promise<string[]> {
  const settings = await readSettings(layout);
  const killed = await stopComponents(
    layout,
    components.map(({ name }) => name),
  );
  if (settings.database === undefined) await stopCluster(settings.cluster);
  return killed;
}

/** Back to an instance that knows nobody but its administrator; what ran before runs again. */
export async function resetTrial(layout: TrialLayout, { force }: { readonly force: boolean }): Promise<void> {
  const settings = await readSettings(layout);
  if (!force) refuseAdopted(settings);
  const wasUp = components.filter(({ name }) => inspectDaemon(layout, name).state === 'running');
  const databaseRan = settings.database === undefined && readServerPid(settings.cluster) !== undefined;
  await stopComponents(
    layout,
    wasUp.map(({ name }) => name),
  );
  const databaseUrl = await prepareDatabase(settings, { afresh: true });
  await emptyTree(settings.topdir);
  await emptyDirectory(layout.builder);
  if (wasUp.length > 0) await startAll({ layout, settings, databaseUrl });
  else if (!databaseRan && settings.database === undefined) await stopCluster(settings.cluster);
}

export interface ComponentStatus {
  readonly name: 'database' | ComponentName;
  readonly state: ProcessState | 'external' | 'left out';
  readonly pid: number | undefined;
}

export async function readStatus(layout: TrialLayout): Promise<ComponentStatus[]> {
  const settings = await readSettings(layout);
  const wanted = componentsOf(settings);
  return [
    readDatabaseStatus(layout, settings),
    ...components.map((component): ComponentStatus => {
      const { state, pid } = inspectDaemon(layout, component.name);
      return { name: component.name, state: wanted.includes(component) || state === 'running' ? state : 'left out', pid };
    }),
  ];
}

function readDatabaseStatus(layout: TrialLayout, { database, cluster }: TrialSettings): ComponentStatus {
  if (database !== undefined) return { name: 'database', state: 'external', pid: undefined };
  const pid = readServerPid(cluster);
  // With a hub at work the database was not stopped by us.
  const crashed = pid === undefined && inspectDaemon(layout, 'hub').state !== 'stopped';
  return { name: 'database', state: pid !== undefined ? 'running' : crashed ? 'crashed' : 'stopped', pid };
}

async function startAll(trial: Trial): Promise<void> {
  const wanted = componentsOf(trial.settings);
  await startComponents(
    trial,
    wanted.filter(({ name }) => name === 'hub'),
  );
  await prepareAccounts(trial);
  await startComponents(
    trial,
    wanted.filter(({ name }) => name !== 'hub'),
  );
}

async function stopComponents(layout: TrialLayout, names: readonly ComponentName[]): Promise<string[]> {
  const killed: string[] = [];
  for (const name of names.toReversed()) if (await stopDaemon(layout, name)) killed.push(name);
  return killed;
}

/** Sees to it that the database is there and answers; its address. */
async function prepareDatabase(settings: TrialSettings, { afresh = false } = {}): Promise<string> {
  if (settings.database !== undefined) {
    if (afresh) await emptyDatabase(settings.database);
    return settings.database;
  }
  const { database: port } = portsFrom(settings.portBase);
  if (readServerPid(settings.cluster) === undefined) await startCluster({ directory: settings.cluster, port });
  const urlOf = (database: string) => clusterUrl(port, database);
  await makeDatabase(urlOf('postgres'), urlOf, { afresh });
  return urlOf('koji');
}

function refuseAdopted({ adopted, database, topdir }: TrialSettings): void {
  const kept = [...(adopted.database ? [`the database ${database}`] : []), ...(adopted.topdir ? [`the files in ${topdir}`] : [])];
  if (kept.length > 0) throw new Error(`${kept.join(' and ')} were there before the instance; --force empties them all the same`);
}

async function refuseTakenPorts(layout: TrialLayout, settings: TrialSettings): Promise<void> {
  const { hub, web, webLogin, files, database } = portsFrom(settings.portBase);
  const running = (name: ComponentName) => inspectDaemon(layout, name).state === 'running';
  const needed = [
    ...(running('hub') ? [] : [hub, files]),
    ...(running('web') || settings.without.includes('web') ? [] : [web, webLogin]),
    ...(settings.database !== undefined || readServerPid(settings.cluster) !== undefined ? [] : [database]),
  ];
  // What was killed a moment ago may still be letting go.
  let taken = await takenPort(needed);
  for (let tries = 0; taken !== undefined && tries < 30; tries++) {
    await sleep(100);
    taken = await takenPort(needed);
  }
  if (taken !== undefined) throw new Error(`port ${taken} is in use by another program; choose others with --port-base`);
}
