import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { readLogLevel } from '@koji/common/service/log-level';
import { createLogger } from '@koji/common/service/logger';
import { runMain } from '@koji/common/service/run-main';
import { stopSignal } from '@koji/common/service/stop-signal';
import { loadConfig } from './config.ts';
import { startSite } from './site.ts';

const usage = `Usage: koji-web [-c FILE]

Serves the browser interface of a Koji hub.

  -c, --config FILE   read FILE and FILE.d/*.conf instead of /etc/kojiweb/web.conf
  -h, --help          show this
`;

async function main(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...argv],
    options: { config: { type: 'string', short: 'c', default: '/etc/kojiweb/web.conf' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help) {
    process.stdout.write(usage);
    return;
  }
  const { config, secret, notices } = await loadConfig(values.config);
  const log = createLogger({ name: 'koji-web', level: readLogLevel(config.logLevel) });
  for (const notice of notices) log.warn({ notice }, 'setting without effect');
  const signal = stopSignal();
  // From the first moment: without a listener the signal would end the process.
  let reload: (() => Promise<void>) | undefined;
  process.on('SIGHUP', () => void reload?.());
  await using site = await startSite(config, secret, log);
  reload = site.reloadCertificates;
  log.info({ addresses: site.addresses }, 'listening');
  if (!signal.aborted) await once(signal, 'abort');
}

await runMain('koji-web', main);
