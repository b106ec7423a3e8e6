import { readFile } from 'node:fs/promises';
import { ConfigError } from '@koji/common/config/options';
import type { FastifyInstance } from 'fastify';
import { createServer, type TlsMaterial } from './http/server.ts';
import type { OpenHub } from './hub.ts';

export interface Listeners extends AsyncDisposable {
  /** The hub's address, with the port that was really taken. */
  readonly address: string;
}

/** Opens the addresses of hub.conf: `Listen` for everything, `FilesListen` for the file tree alone. */
export async function listen({ services, dispatcher }: OpenHub): Promise<Listeners> {
  const { config } = services;
  const servers: FastifyInstance[] = [];
  const open = async (key: string, address: string, filesOnly: boolean) => {
    const url = readAddress(key, address);
    const tls = url.protocol === 'https:' ? await readTls(services.config) : undefined;
    const server = await createServer({ services, dispatcher, tls, filesOnly });
    servers.push(server);
    const taken = new URL(await server.listen({ host: url.hostname.replace(/^\[|\]$/g, ''), port: portOf(url) }));
    return `${url.protocol}//${url.hostname}:${taken.port || portOf(url)}`;
  };
  const address = await open('Listen', config.listen, false);
  if (config.filesListen !== undefined) await open('FilesListen', config.filesListen, true);
  return {
    address,
    async [Symbol.asyncDispose]() {
      services.bus.release();
      await Promise.all(servers.map((server) => server.close()));
    },
  };
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

async function readTls(config: OpenHub['services']['config']): Promise<TlsMaterial> {
  const { tlsCertificate, tlsKey, clientCa, clientCrl } = config;
  if (tlsCertificate === undefined)
    throw new ConfigError('an https address needs TLSCertificate (a PEM file, with the key in it or in TLSKey)');
  const cert = await readFile(tlsCertificate);
  return {
    cert,
    key: tlsKey === undefined ? cert : await readFile(tlsKey),
    ca: clientCa === undefined ? undefined : await readFile(clientCa),
    crl: clientCrl === undefined ? undefined : await readFile(clientCrl),
  };
}
