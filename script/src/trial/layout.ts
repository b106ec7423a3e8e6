import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout this script belongs to. */
export const repository = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '');

/** Where everything of one instance lies. */
export interface TrialLayout {
  readonly dir: string;
  /** What the instance was started with. */
  readonly settings: string;
  readonly pki: string;
  readonly config: string;
  readonly hubConf: string;
  /** The instance's own settings, which the hub reads first so that hub.conf wins. */
  readonly hubConfOwn: string;
  readonly webConf: string;
  readonly kojiraConf: string;
  readonly kojidConf: string;
  /** Profile of the koji command, as the administrator. */
  readonly kojiConf: string;
  readonly logs: string;
  readonly run: string;
  readonly postgres: string;
  readonly topdir: string;
  readonly builder: string;
}

export function trialLayout(directory: string): TrialLayout {
  const dir = resolve(directory);
  const config = join(dir, 'config');
  return {
    dir,
    settings: join(dir, 'trial.json'),
    pki: join(dir, 'pki'),
    config,
    hubConf: join(config, 'hub.conf'),
    hubConfOwn: join(config, 'hub.conf.d', 'trial.conf'),
    webConf: join(config, 'web.conf'),
    kojiraConf: join(config, 'kojira.conf'),
    kojidConf: join(config, 'kojid.conf'),
    kojiConf: join(config, 'koji.conf'),
    logs: join(dir, 'logs'),
    run: join(dir, 'run'),
    postgres: join(dir, 'postgres'),
    topdir: join(dir, 'topdir'),
    builder: join(dir, 'builder'),
  };
}
