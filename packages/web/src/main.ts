import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { createLogger, type LogLevel } from '@koji/common/service/logger';
import { stopSignal } from '@koji/common/service/stop-signal';
import { loadConfig } from './config.ts';
import { startSite } from './site.ts';

const usage = `Usage: koji-web [-c FILE]

Serves the browser interface of a Koji hub.

  -c, --config FILE   read FILE and FILE.d/*.conf instead of /etc/kojiweb/web.conf
  -h, --help          show this
`;

async function main(argv: string[]): Promise<void> {
  const { values } = parseArgs({
    args: argv,
    options: { config: { type: 'string', short: 'c', default: '/etc/kojiweb/web.conf' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help) {
    process.stdout.write(usage);
    return;
  }
  const { config, secret, notices } = await loadConfig(values.config);
  const log = createLogger({ name: 'koji-web', level: readLevel(config.logLevel) });
  for (const notice of notices) log.warn({ notice }, 'setting without effect');
  const signal = stopSignal();
  await using site = await startSite(config, secret, log);
  log.info({ addresses: site.addresses }, 'listening');
  if (!signal.aborted) await once(signal, 'abort');
}

/** The first plain level of `WARNING`, or of pairs such as `koji:DEBUG WARNING`. */
function readLevel(text: string): LogLevel {
  const names: Readonly<Record<string, LogLevel>> = {
    DEBUG: 'debug',
    INFO: 'info',
    WARNING: 'warn',
    WARN: 'warn',
    ERROR: 'error',
    CRITICAL: 'fatal',
  };
  const plain = text.split(/[\s,]+/).find((word) => !word.includes(':'));
  return names[plain?.toUpperCase() ?? ''] ?? 'warn';
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`koji-web: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
