import type { Server } from 'node:https';
import { listenAt } from '@koji/common/service/listen-address';
import { LiveTls } from '@koji/common/tls/live-tls';
import type { FastifyInstance } from 'fastify';
import { isEncrypted, tlsFilesOf, type WantedAddress, wantedAddresses } from './config/addresses.ts';
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
  const wanted = wantedAddresses(config);
  const tls = isEncrypted(config) ? await LiveTls.open(tlsFilesOf(config), log) : undefined;
  const servers: FastifyInstance[] = [];
  const close = async () => {
    tls?.close();
    services.bus.release();
    await Promise.all(servers.map((server) => server.close()));
  };
  const open = async ({ address, at, filesOnly }: WantedAddress) => {
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
