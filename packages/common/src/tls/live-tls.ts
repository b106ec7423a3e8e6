import { constants, createHmac } from 'node:crypto';
import { unwatchFile, watchFile } from 'node:fs';
import type { Server, ServerOptions } from 'node:https';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createSecureContext, type TLSSocket } from 'node:tls';
import { ConfigError } from '../config/options.ts';
import { type NamedFile, readTlsMaterial, type TlsFiles, type TlsMaterial } from './material.ts';

/** A client could show another certificate in a second handshake, and the verdict on the first one would stand. */
const protocol = { minVersion: 'TLSv1.2', secureOptions: constants.SSL_OP_NO_RENEGOTIATION } as const;
const watchEveryMs = 5_000;
/** Several files are replaced one after the other, and each takes its time to be written. */
const settleMs = 1_000;

interface Log {
  info(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

/**
 * Certificate, authorities and revocation lists of TLS servers, which follow their files while the servers run. What cannot
 * be used is said in the log, and what was in use stays so.
 */
export class LiveTls {
  readonly #files: TlsFiles;
  readonly #log: Log;
  readonly #servers = new Map<Server, { readonly ticketSecret: Buffer; readonly sockets: Set<TLSSocket> }>();
  readonly #outdated = new WeakSet<Socket>();
  readonly #watched: readonly string[];
  #material: TlsMaterial;
  #settling: Promise<void> | undefined;
  #lastReload: Promise<void> = Promise.resolve();
  readonly #onChange = () => void this.#whenSettled();

  private constructor(files: TlsFiles, material: TlsMaterial, log: Log) {
    this.#files = files;
    this.#material = material;
    this.#log = log;
    this.#watched = [...new Set(listFiles(files).map(({ path }) => path))];
  }

  /** Throws a ConfigError where the files cannot be used. */
  static async open(files: TlsFiles, log: Log): Promise<LiveTls> {
    return new LiveTls(files, await readUsable(files), log);
  }

  get files(): TlsFiles {
    return this.#files;
  }

  /** For the server's creation. Clients without a good certificate get in too; `authorized` of their socket tells. */
  get serverOptions(): ServerOptions {
    return { ...this.#material, requestCert: this.#material.ca !== undefined, rejectUnauthorized: false, ...protocol };
  }

  /** To be called when the server listens: from then on it follows the files. */
  follow(server: Server): void {
    // The same in all workers of a cluster.
    const ticketSecret = server.getTicketKeys();
    this.#supply(server, ticketSecret);
    const isFirst = this.#servers.size === 0;
    this.#servers.set(server, { ticketSecret, sockets: this.#keepSockets(server) });
    if (!isFirst) return;
    for (const path of this.#watched) this.#watch(path);
    // What has changed since they were read, nobody would tell of any more.
    void this.reload();
  }
  /** The encrypted connections of a server, as they come and go. */
  #keepSockets(server: Server): Set<TLSSocket> {
    const sockets = new Set<TLSSocket>();
    // A handshake is judged by what held when its connection came in, however late it is made.
    const heldFor = new Map<string, TlsMaterial>();
    const heldAtFirst = this.#material;
    server.on('connection', (socket: Socket) => {
      const peer = addressOf(socket);
      heldFor.set(peer, this.#material);
      socket.once('close', () => heldFor.delete(peer));
    });
    server.on('secureConnection', (socket) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      if ((heldFor.get(addressOf(socket)) ?? heldAtFirst) !== this.#material) this.#retire(socket);
    });
    return sockets;
  }
  #supply(server: Server, ticketSecret: Buffer): void {
    server.setSecureContext({ ...this.#material, ...protocol, ticketKeys: ticketKeys(ticketSecret, this.#material) });
  }
  #watch(path: string): void {
    watchFile(path, { interval: watchEveryMs, persistent: false }, this.#onChange);
  }

  /** Whether a connection is from before the last change, so that its client was checked by what no longer holds. */
  isOutdated(socket: Socket): boolean {
    return this.#outdated.has(socket);
  }

  /** Reads the files anew. One time after the other, so that what was read last counts. */
  reload(): Promise<void> {
    const takeUp = () => this.#takeUp();
    this.#lastReload = this.#lastReload.then(takeUp, takeUp);
    return this.#lastReload;
  }
  async #takeUp(): Promise<void> {
    try {
      const material = await readUsable(this.#files);
      if (JSON.stringify(material) === JSON.stringify(this.#material)) return;
      this.#material = material;
    } catch (err) {
      this.#log.error({ err }, 'the changed certificates cannot be used, the former stay in use');
      return;
    }
    for (const [server, { ticketSecret, sockets }] of this.#servers) {
      this.#supply(server, ticketSecret);
      for (const socket of sockets) this.#retire(socket);
      server.closeIdleConnections();
    }
    this.#log.info({ files: this.#watched }, 'the changed certificates are in use');
  }

  /** Whoever asks the socket must not be told what held before. */
  #retire(socket: { authorized: boolean; authorizationError?: Error } & Socket): void {
    this.#outdated.add(socket);
    socket.authorized = false;
    socket.authorizationError = new Error('what certificates are checked by has changed, connect anew');
  }

  async #whenSettled(): Promise<void> {
    this.#settling ??= sleep(settleMs).then(() => {
      this.#settling = undefined;
      return this.reload();
    });
    await this.#settling;
  }

  close(): void {
    for (const path of this.#watched) unwatchFile(path, this.#onChange);
    this.#servers.clear();
  }
}

function addressOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}

function listFiles({ certificate, key, authorities, revocations }: TlsFiles): NamedFile[] {
  return [certificate, key, authorities, revocations].filter((file) => file !== undefined);
}

async function readUsable(files: TlsFiles): Promise<TlsMaterial> {
  const material = await readTlsMaterial(files);
  try {
    createSecureContext(material);
  } catch (cause) {
    const named = listFiles(files).map(({ setting, path }) => `${setting} = ${path}`);
    throw new ConfigError(`${named.join(', ')}: ${(cause as Error).message}`, { cause });
  }
  return material;
}

/**
 * Keys of session tickets. A ticket carries the verdict on its client's certificate, so that it must not outlive the
 * authorities and lists by which that was found.
 */
function ticketKeys(secret: Buffer, material: TlsMaterial): Buffer {
  return createHmac('sha512', secret).update(JSON.stringify(material)).digest().subarray(0, 48);
}
