import { portsFrom } from './ports.ts';
import type { TrialSettings } from './settings.ts';

/** Under which addresses an instance is reached. */
export interface Addresses {
  readonly hub: string;
  /** Undefined without the web component. */
  readonly web: string | undefined;
  /** The file tree over plain HTTP, for mock and dnf. */
  readonly files: string;
}

export function addressesOf({ portBase, without }: TrialSettings): Addresses {
  const ports = portsFrom(portBase);
  return {
    hub: `https://127.0.0.1:${ports.hub}/kojihub`,
    web: without.includes('web') ? undefined : `http://127.0.0.1:${ports.web}/koji`,
    files: `http://127.0.0.1:${ports.files}/kojifiles`,
  };
}
