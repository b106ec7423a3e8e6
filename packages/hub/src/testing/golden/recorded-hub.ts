import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseHubConf } from '../../config/load-config.ts';
import { startHub, type TestHub } from '../hub.fixture.ts';
import { recordedConfigurationFile } from './records.ts';

/** A fresh hub with the settings and policies of the recording one. */
export async function startRecordedHub(): Promise<TestHub> {
  const sections = parseHubConf(readFileSync(recordedConfigurationFile, 'utf8'), 'hub.conf');
  const settings = [...(sections.get('hub') ?? [])].filter(([, value]) => !/@\w+@/.test(value));
  const hub = await startHub({
    settings: {
      ...Object.fromEntries(settings),
      KojiWebURL: 'https://localhost/koji',
      // Certificates here carry no more than a common name.
      ProxyDNs: 'CN=kojiweb',
    },
    policies: Object.fromEntries(sections.get('policy') ?? []),
  });
  // The second storage volume of the recording site; the policy names it too.
  mkdirSync(join(hub.topdir, 'vol', 'vol2'));
  return hub;
}
