import { once } from 'node:events';
import { chmod, lstat, unlink } from 'node:fs/promises';
import { connect } from 'node:net';
import { ConfigError } from '../config/options.ts';
import { isErrno, unlessMissing } from '../missing-files.ts';

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

/** Removes the sockets that a server which was killed has left: nobody answers there. For the one process that comes first. */
export async function removeLeftSockets(addresses: readonly ListenAddress[]): Promise<void> {
  for (const address of addresses) if (address.kind === 'socket' && (await isLeft(address.path))) await unlink(address.path);
}
async function isLeft(path: string): Promise<boolean> {
  // A plain file refuses connections as well.
  if (!(await unlessMissing(lstat(path)))?.isSocket()) return false;
  const socket = connect(path);
  try {
    await once(socket, 'connect');
    return false;
  } catch (error) {
    return isErrno(error, 'ECONNREFUSED');
  } finally {
    socket.destroy();
  }
}
