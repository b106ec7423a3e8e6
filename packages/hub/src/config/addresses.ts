import { ConfigError } from '@koji/common/config/options';
import { type ListenAddress, readListenAddress } from '@koji/common/service/listen-address';
import type { TlsFiles } from '@koji/common/tls/material';
import type { DatabaseAddress } from '../db/pool.ts';
import type { HubConfig } from './hub-config.ts';

export interface WantedAddress {
  /** As hub.conf has it. */
  readonly address: string;
  readonly at: ListenAddress;
  readonly filesOnly: boolean;
}

/** Where the hub listens: `Listen` for everything, `FilesListen` for the file tree alone. */
export function wantedAddresses({ listen, filesListen }: HubConfig): WantedAddress[] {
  return [
    ...listen.map((address) => ({ address, at: readListenAddress('Listen', address), filesOnly: false })),
    ...(filesListen === undefined
      ? []
      : [{ address: filesListen, at: readListenAddress('FilesListen', filesListen), filesOnly: true }]),
  ];
}

/** Whether an address of hub.conf is an encrypted one. */
export function isEncrypted({ listen, filesListen }: HubConfig): boolean {
  return [...listen, filesListen].some((each) => each?.startsWith('https://'));
}

/** The files that hub.conf names for encrypted addresses. */
export function tlsFilesOf({ tlsCertificate, tlsKey, clientCa, clientCrl }: HubConfig): TlsFiles {
  if (tlsCertificate === undefined)
    throw new ConfigError('an https address needs TLSCertificate (a PEM file, with the key in it or in TLSKey)');
  return {
    certificate: { setting: 'TLSCertificate', path: tlsCertificate },
    key: { setting: 'TLSKey', path: tlsKey ?? tlsCertificate },
    authorities: clientCa === undefined ? undefined : { setting: 'ClientCA', path: clientCa },
    revocations: clientCrl === undefined ? undefined : { setting: 'ClientCRL', path: clientCrl },
  };
}

/** Where the database is; what is not set is left to PostgreSQL's own environment and defaults. */
export function databaseAddress(config: HubConfig): DatabaseAddress {
  if (config.dbConnectionString !== undefined) return { connectionString: config.dbConnectionString };
  // Without a host libpq uses the socket directory; the driver wants it named.
  const host = config.dbHost ?? process.env.PGHOST ?? '/var/run/postgresql';
  return { host, port: config.dbPort, database: config.dbName, user: config.dbUser, password: config.dbPass };
}
