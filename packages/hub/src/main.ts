import cluster from 'node:cluster';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { removeLeftSockets } from '@koji/common/service/listen-address';
import { readLogLevel } from '@koji/common/service/log-level';
import { createLogger, type Logger } from '@koji/common/service/logger';
import { runMain } from '@koji/common/service/run-main';
import { watchExpiry } from '@koji/common/tls/expiry';
import { databaseAddress, isEncrypted, tlsFilesOf, wantedAddresses } from './config/addresses.ts';
import { applyProcessLimits } from './config/apply-process-limits.ts';
import { type LoadedConfig, loadConfig } from './config/load-config.ts';
import { sampleFile } from './config/sample-file.ts';
import { assertMigrated, migrate, SchemaError, withClient } from './db/migrate.ts';
import { sweepSessions } from './sessions/sweep.ts';
import { superviseWorkers } from './workers.ts';

const usage = `usage: koji-hub [-c FILE]
       koji-hub migrate [-c FILE]
       koji-hub --print-options

Serves the Koji API and the file tree; with 'migrate' brings the database to the schema of this version.

  -c, --config FILE   configuration (default /etc/koji-hub/hub.conf; FILE.d/*.conf is read first)
      --print-options all settings of hub.conf with their defaults, as a sample file
  -h, --help          show this text
`;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      config: { type: 'string', short: 'c', default: '/etc/koji-hub/hub.conf' },
      'print-options': { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help || values['print-options']) {
    process.stdout.write(values.help ? usage : sampleFile());
    return;
  }
  const [command] = positionals;
  if (positionals.length > 1 || (command !== undefined && command !== 'migrate'))
    throw new Error(`unknown command: ${positionals.join(' ')}\n${usage}`);
  const loaded = await loadConfig(values.config);
  if (command === 'migrate') {
    await migrateDatabase(loaded);
    return;
  }
  const { logLevel, logFormat, kojiDebug } = loaded.config;
  const log = createLogger({ name: 'koji-hub', level: kojiDebug ? 'debug' : readLogLevel(logLevel), format: logFormat });
  // Without a listener the signal would end the process; what it asks for is done by those who have read something.
  process.on('SIGHUP', () => undefined);
  if (cluster.isPrimary) await supervise(loaded, log);
  else {
    // The supervisor does without the API, which takes as much memory as all the rest of it.
    const { serve } = await import('./serve.ts');
    await serve(loaded, stopSignal(), log);
  }
  // The channel to the supervisor would keep a worker alive for ever.
  cluster.worker?.disconnect();
}

async function supervise(loaded: LoadedConfig, log: Logger): Promise<void> {
  for (const notice of loaded.notices) log.warn({ notice }, 'hub.conf has something that nothing reads');
  await applyProcessLimits(loaded.config);
  await checkDatabase(loaded, log);
  await removeLeftSockets(wantedAddresses(loaded.config).map(({ at }) => at));
  const stop = stopSignal();
  if (isEncrypted(loaded.config)) await watchExpiry(tlsFilesOf(loaded.config), stop, log);
  const { sessionKeepDays } = loaded.config;
  if (sessionKeepDays > 0) sweepSessions(databaseAddress(loaded.config), sessionKeepDays, stop, log);
  await superviseWorkers(loaded.config.workers || availableParallelism(), stop, log);
}

async function migrateDatabase({ config }: LoadedConfig): Promise<void> {
  const files = await withClient(databaseAddress(config), (client) => migrate(client));
  process.stdout.write(
    files.length === 0 ? 'the database is up to date\n' : files.map((file) => `${file} has been applied\n`).join(''),
  );
}

/** A database that is away for the moment is no reason not to start: calls are answered as in an outage until it is back. */
async function checkDatabase({ config }: LoadedConfig, log: Logger): Promise<void> {
  try {
    await withClient(databaseAddress(config), assertMigrated);
  } catch (err) {
    if (err instanceof SchemaError) throw err;
    log.warn({ err }, 'the database could not be asked for its schema version');
  }
}

function stopSignal(): AbortSignal {
  const stop = new AbortController();
  for (const name of ['SIGTERM', 'SIGINT'] as const) process.on(name, () => stop.abort());
  return stop.signal;
}

await runMain('koji-hub', main);
