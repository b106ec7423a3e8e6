import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createLogger } from '@koji/common/service/logger';
import type { TestHub } from '../packages/hub/src/testing/hub.fixture.ts';
import { loadConfig } from '../packages/web/src/config.ts';
import { type RunningSite, startSite } from '../packages/web/src/site.ts';

/** The web pages of a hub, with `file` for their web.conf. The pages are at a free port unless `Listen` says otherwise. */
export async function startPages(hub: TestHub, file: string, settings: Readonly<Record<string, string>>): Promise<RunningSite> {
  const all = {
    KojiHubURL: hub.url,
    KojiHubCA: hub.ca,
    Listen: 'http://127.0.0.1:0',
    Secret: randomBytes(16).toString('hex'),
    ...settings,
  };
  const lines = Object.entries(all).map(([key, value]) => `${key} = ${value}\n`);
  writeFileSync(file, `[web]\n${lines.join('')}`);
  const { config, secret } = await loadConfig(file);
  return startSite(config, secret, createLogger({ name: 'test', level: 'silent' }));
}
