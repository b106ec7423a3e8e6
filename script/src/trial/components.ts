import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import https from 'node:https';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { addressesOf } from './addresses.ts';
import { authorityFile, builderName } from './certificates.ts';
import { withDatabase } from './database.ts';
import { repository, type TrialLayout } from './layout.ts';
import { inspectDaemon, logFile, logTail, startDaemon } from './processes.ts';
import type { OptionalComponent, TrialSettings } from './settings.ts';

export type ComponentName = 'hub' | OptionalComponent;

/** A running instance as its components see it. */
export interface Trial {
  readonly layout: TrialLayout;
  readonly settings: TrialSettings;
  readonly databaseUrl: string;
}

interface Component {
  readonly name: ComponentName;
  argv(layout: TrialLayout): readonly [string, ...string[]];
  /** Its configuration file or files; a change of one needs a restart. */
  configuration(layout: TrialLayout): readonly string[];
  /** Whether it does its work, seen from outside. */
  isReady(trial: Trial): Promise<boolean>;
}

function node(program: string, ...args: string[]): readonly [string, ...string[]] {
  return [process.execPath, join(repository, 'packages', program), ...args];
}

/** In the order in which they start; they stop the other way round. */
export const components: readonly Component[] = [
  {
    name: 'hub',
    argv: (layout) => node('hub/bin/koji-hub.mjs', '--config', layout.hubConf),
    configuration: (layout) => [layout.hubConf, layout.hubConfOwn],
    isReady: ({ layout, settings }) => answers(new URL('/healthz', addressesOf(settings).hub), authorityFile(layout)),
  },
  {
    name: 'kojira',
    argv: (layout) => node('kojira/bin/kojira.mjs', '--config', layout.kojiraConf, '--fg', '--force-lock', '--verbose'),
    configuration: (layout) => [layout.kojiraConf],
    isReady: ({ databaseUrl }) => holdsSession(databaseUrl, 'kojira'),
  },
  {
    name: 'builder',
    argv: (layout) => node('builder/bin/kojid.mjs', '--config', layout.kojidConf, '--fg', '--force-lock', '--verbose'),
    configuration: (layout) => [layout.kojidConf],
    isReady: ({ databaseUrl }) => holdsSession(databaseUrl, builderName),
  },
  {
    name: 'web',
    argv: (layout) => node('web/bin/koji-web.mjs', '--config', layout.webConf),
    configuration: (layout) => [layout.webConf],
    isReady: async ({ settings }) => answers(new URL(`${addressesOf(settings).web}/`)),
  },
];

export function componentsOf(settings: TrialSettings): readonly Component[] {
  return components.filter(({ name }) => name === 'hub' || !settings.without.includes(name));
}

/** Starts what does not run and waits until all of them do their work. */
export async function startComponents(trial: Trial, wanted: readonly Component[]): Promise<void> {
  for (const { name, argv } of wanted) {
    if (inspectDaemon(trial.layout, name).state !== 'running') startDaemon(trial.layout, name, argv(trial.layout));
  }
  await Promise.all(wanted.map((component) => waitUntilReady(trial, component)));
}

async function waitUntilReady(trial: Trial, { name, isReady }: Component): Promise<void> {
  for (const end = Date.now() + 60_000; Date.now() < end; await sleep(100)) {
    if (await isReady(trial)) return;
    if (inspectDaemon(trial.layout, name).state !== 'running')
      throw new Error(`${name} did not come up:\n${await logTail(trial.layout, name)}`);
  }
  throw new Error(`${name} is not ready after a minute; see ${logFile(trial.layout, name)}`);
}

async function answers(url: URL, authority?: string): Promise<boolean> {
  if (authority === undefined) {
    return fetch(url).then(
      (response) => response.ok,
      () => false,
    );
  }
  const request = https.get(url, { ca: await readFile(authority), agent: false });
  try {
    const [response] = (await once(request, 'response')) as [import('node:http').IncomingMessage];
    response.resume();
    return response.statusCode === 200;
  } catch {
    return false;
  }
}

/** Daemons hold their user's exclusive session for as long as they work. */
async function holdsSession(databaseUrl: string, user: string): Promise<boolean> {
  return withDatabase(databaseUrl, async (client) => {
    const { rowCount } = await client.query(
      'select from sessions join users on users.id = user_id where name = $1 and exclusive and not closed',
      [user],
    );
    return rowCount === 1;
  });
}
