import type { Server } from 'node:https';
import { ConfigError } from '@koji/common/config/options';
import { listenAt, readListenAddress } from '@koji/common/service/listen-address';
import { LiveTls } from '@koji/common/tls/live-tls';
import type { TlsFiles } from '@koji/common/tls/material';
import type { FastifyInstance } from 'fastify';
import type { HubConfig } from './config/hub-config.ts';
import { createServer } from './http/server.ts';
import type { OpenHub } from './hub.ts';

export interface Listeners extends AsyncDisposable {
  /** The hub's addresses, with the ports that were really taken. */
  readonly addresses: readonly string[];
  /** Reads certificates, authorities and revocation lists anew. */
  reloadCertificates(): Promise<void>;
}

/** Opens the addresses of hub.conf: `Listen` for everything, `FilesListen` for the file tree alone. All of them, or none. */
export async function listen({ services, dispatcher }: OpenHub): Promise<Listeners> {
  const { config, log } = services;
  const wanted = [
    ...config.listen.map((address) => ({ address, at: readListenAddress('Listen', address), filesOnly: false })),
    ...(config.filesListen === undefined
      ? []
      : [{ address: config.filesListen, at: readListenAddress('FilesListen', config.filesListen), filesOnly: true }]),
  ];
  const tls = isEncrypted(config) ? await LiveTls.open(tlsFilesOf(config), log) : undefined;
  const servers: FastifyInstance[] = [];
  const close = async () => {
    tls?.close();
    services.bus.release();
    await Promise.all(servers.map((server) => server.close()));
  };
  const open = async ({ address, at, filesOnly }: (typeof wanted)[number]) => {
    const ownTls = at.kind === 'port' && at.isEncrypted ? tls : undefined;
    const server = await createServer({ services, dispatcher, tls: ownTls, filesOnly, isForFrontEnd: at.kind === 'socket' });
    servers.push(server);
    const port = await listenAt((options) => server.listen(options), at);
    ownTls?.follow(server.server as Server);
    if (port === undefined) return address;
    const { protocol, hostname } = new URL(address);
    return `${protocol}//${hostname}:${port}`;
  };
  const addresses: string[] = [];
  try {
    for (const each of wanted) {
      const address = await open(each);
      if (!each.filesOnly) addresses.push(address);
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { addresses, reloadCertificates: async () => tls?.reload(), [Symbol.asyncDispose]: close };
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

/** Whether an address of hub.conf is an encrypted one. */
export function isEncrypted({ listen: addresses, filesListen }: HubConfig): boolean {
  return [...addresses, filesListen].some((each) => each?.startsWith('https://'));
}
