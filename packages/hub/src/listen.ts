import type { Server } from 'node:https';
import { ConfigError } from '@koji/common/config/options';
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
    ...config.listen.map((address) => ({ url: readAddress('Listen', address), filesOnly: false })),
    ...(config.filesListen === undefined ? [] : [{ url: readAddress('FilesListen', config.filesListen), filesOnly: true }]),
  ];
  const tls = isEncrypted(config) ? await LiveTls.open(tlsFilesOf(config), log) : undefined;
  const servers: FastifyInstance[] = [];
  const close = async () => {
    tls?.close();
    services.bus.release();
    await Promise.all(servers.map((server) => server.close()));
  };
  const open = async (url: URL, filesOnly: boolean) => {
    const ownTls = url.protocol === 'https:' ? tls : undefined;
    const server = await createServer({ services, dispatcher, tls: ownTls, filesOnly });
    servers.push(server);
    const taken = new URL(await server.listen({ host: url.hostname.replace(/^\[|\]$/g, ''), port: portOf(url) }));
    ownTls?.follow(server.server as Server);
    return `${url.protocol}//${url.hostname}:${taken.port || portOf(url)}`;
  };
  const addresses: string[] = [];
  try {
    for (const { url, filesOnly } of wanted) {
      const address = await open(url, filesOnly);
      if (!filesOnly) addresses.push(address);
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { addresses, reloadCertificates: async () => tls?.reload(), [Symbol.asyncDispose]: close };
}

function readAddress(key: string, address: string): URL {
  if (!/^https?:\/\//.test(address) || !URL.canParse(address))
    throw new ConfigError(`${key} must look like https://0.0.0.0:443, got '${address}'`);
  return new URL(address);
}
function portOf(url: URL): number {
  if (url.port !== '') return Number(url.port);
  return url.protocol === 'https:' ? 443 : 80;
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
