import { chmod } from 'node:fs/promises';
import { ConfigError } from '../config/options.ts';

/** Where a server listens: at a port, or for a front end on the same machine at a socket in the file system. */
export type ListenAddress =
  | { readonly kind: 'port'; readonly host: string; readonly port: number; readonly isEncrypted: boolean }
  | { readonly kind: 'socket'; readonly path: string };

/** Reads `http://0.0.0.0:80`, `https://[::]:443` or `unix:/run/koji-hub/hub.sock`; the port may be left out. */
export function readListenAddress(key: string, text: string): ListenAddress {
  const path = /^unix:(\/.*[^/])$/.exec(text)?.[1];
  if (path !== undefined) return { kind: 'socket', path };
  if (!/^https?:\/\//.test(text) || !URL.canParse(text))
    throw new ConfigError(`${key} must look like https://0.0.0.0:443 or unix:/run/koji/socket, got '${text}'`);
  const url = new URL(text);
  const isEncrypted = url.protocol === 'https:';
  const port = url.port === '' ? (isEncrypted ? 443 : 80) : Number(url.port);
  return { kind: 'port', host: url.hostname.replace(/^\[|\]$/g, ''), port, isEncrypted };
}

/**
 * Starts to listen; `listen` is the server's own way, which answers its address. A socket is for its owner and the group, to
 * which the front end must belong. Answers the port that was taken, if any.
 */
export async function listenAt(
  listen: (options: { host: string; port: number } | { path: string }) => Promise<string>,
  address: ListenAddress,
): Promise<number | undefined> {
  if (address.kind === 'port') {
    const { host, port } = address;
    return Number(new URL(await listen({ host, port })).port) || port;
  }
  await listen({ path: address.path });
  await chmod(address.path, 0o660);
  return undefined;
}
