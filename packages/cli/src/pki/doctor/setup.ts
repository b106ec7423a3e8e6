import type { Authentication } from '@koji/common/client/authentication';

/** The programs whose configuration can be examined. */
export type ProgramName = 'koji' | 'kojid' | 'kojira' | 'web' | 'hub';

/** How a program logs in to the hub, by its configuration file. */
export interface ClientSetup {
  readonly program: Exclude<ProgramName, 'hub'>;
  readonly file: string;
  /** The hub's address. */
  readonly server: string;
  readonly auth: Authentication;
  readonly cert: string | undefined;
  /** The authority of the hub's certificate; the system's without it. */
  readonly serverca: string | undefined;
  readonly verify: boolean;
  /** The setting that says who it is, where the file has one. */
  readonly user: string | undefined;
}

/** What the hub checks those who log in by. */
export interface HubSetup {
  readonly program: 'hub';
  readonly file: string;
  readonly certificate: string | undefined;
  readonly key: string | undefined;
  readonly clientCa: string | undefined;
  readonly clientCrl: string | undefined;
  readonly keytab: string | undefined;
  /** The service whose tickets are taken, see isNamed. */
  readonly service: string;
}

export type Setup = ClientSetup | HubSetup;
