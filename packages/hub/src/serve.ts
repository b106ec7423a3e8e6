import { once } from 'node:events';
import type { Logger } from '@koji/common/service/logger';
import type { LoadedConfig } from './config/load-config.ts';
import { openHub } from './hub.ts';
import { listen } from './listen.ts';

/** What a worker process does until it is told to stop. */
export async function serve(loaded: LoadedConfig, stop: AbortSignal, log: Logger): Promise<void> {
  let reload: (() => Promise<void>) | undefined;
  process.on('SIGHUP', () => void reload?.());
  await using hub = await openHub(loaded, log);
  await using listeners = await listen(hub);
  reload = listeners.reloadCertificates;
  log.info({ addresses: listeners.addresses }, 'the hub is listening');
  if (!stop.aborted) await once(stop, 'abort');
  log.info({}, 'the hub is stopping');
}
