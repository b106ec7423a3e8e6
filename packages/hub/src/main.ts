import cluster from 'node:cluster';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { createLogger, type Logger } from '@koji/common/service/logger';
import { loadConfig } from './config/load-config.ts';
import { openHub } from './hub.ts';
import { listen } from './listen.ts';
import { readLogLevel } from './log-level.ts';
import { superviseWorkers } from './workers.ts';

const usage = `usage: koji-hub [-c FILE]

Serves the Koji API and the file tree.

  -c, --config FILE   configuration (default /etc/koji-hub/hub.conf; FILE.d/*.conf is read first)
  -h, --help          show this text
`;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { config: { type: 'string', short: 'c', default: '/etc/koji-hub/hub.conf' }, help: { type: 'boolean', short: 'h' } } });
  if (values.help) {
    process.stdout.write(usage);
    return;
  }
  const loaded = await loadConfig(values.config);
  const log = createLogger({ name: 'koji-hub', level: readLogLevel(loaded.config.logLevel) });
  const workers = loaded.config.workers || availableParallelism();
  if (cluster.isPrimary && workers > 1) await superviseWorkers(workers, stopSignal(), log);
  else await serve(loaded, log);
  // The channel to the supervisor would keep a worker alive for ever.
  cluster.worker?.disconnect();
}

async function serve(loaded: Awaited<ReturnType<typeof loadConfig>>, log: Logger): Promise<void> {
  const stop = stopSignal();
  await using hub = openHub(loaded, log);
  await using listeners = await listen(hub);
  log.info({ address: listeners.address }, 'the hub is listening');
  if (!stop.aborted) await once(stop, 'abort');
  log.info({}, 'the hub is stopping');
}

function stopSignal(): AbortSignal {
  const stop = new AbortController();
  for (const name of ['SIGTERM', 'SIGINT'] as const) process.on(name, () => stop.abort());
  return stop.signal;
}

try {
  await main();
} catch (error) {
  process.stderr.write(`koji-hub: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
