import { readFileSync } from 'node:fs';
import http, { type IncomingHttpHeaders } from 'node:http';
import https from 'node:https';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import zlib from 'node:zlib';
import { responseTo } from './response-to.ts';

export interface TlsOptions {
  /** A PEM file with the certificate, and the key unless `key` names another file. */
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  /** The authority that signed the server's certificate; the system's without it. */
  readonly serverca?: string | undefined;
  readonly verify?: boolean | undefined;
}
export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}
export interface PostOptions {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** One keep-alive connection pool to a server. */
export class Transport {
  readonly #tls: https.AgentOptions;
  readonly #agents: { readonly http: http.Agent; readonly https: https.Agent };

  constructor(tls: TlsOptions = {}) {
    this.#tls = {
      ...(tls.cert === undefined ? {} : { cert: readFileSync(tls.cert), key: readFileSync(tls.key ?? tls.cert) }),
      ...(tls.serverca === undefined ? {} : { ca: readFileSync(tls.serverca) }),
      rejectUnauthorized: tls.verify ?? true,
    };
    this.#agents = { http: new http.Agent({ keepAlive: true }), https: new https.Agent({ keepAlive: true, ...this.#tls }) };
  }

  /** Sends one POST. A connection that the server dropped while idle is tried once more, unseen. */
  async post(url: URL, headers: Readonly<Record<string, string>>, body: Buffer, options: PostOptions): Promise<Reply> {
    try {
      return await this.#send(url, headers, body, options);
    } catch (error) {
      if (!isDroppedConnection(error)) throw error;
      return await this.#send(url, headers, body, options);
    }
  }

  async #send(
    url: URL,
    headers: Readonly<Record<string, string>>,
    body: Buffer,
    { timeoutMs, signal }: PostOptions,
  ): Promise<Reply> {
    const isTls = url.protocol === 'https:';
    const request = (isTls ? https : http).request(url, {
      method: 'POST',
      agent: isTls ? this.#agents.https : this.#agents.http,
      headers: { 'User-Agent': 'koji/1', 'Accept-Encoding': 'gzip, deflate', ...headers, 'Content-Length': String(body.length) },
      timeout: timeoutMs,
      ...(signal ? { signal } : {}),
    });
    request.once('timeout', () =>
      request.destroy(new Error(`no answer from ${url.host} within ${Math.round(timeoutMs / 1000)} s`)),
    );
    request.end(body);
    const response = await responseTo(request).catch((error: Error) => {
      throw request.reusedSocket ? Object.assign(error, { reusedSocket: true }) : error;
    });
    return {
      status: response.statusCode ?? 0,
      headers: response.headers,
      body: await decompress(response.headers, await buffer(response)),
    };
  }

  close(): void {
    this.#agents.http.destroy();
    this.#agents.https.destroy();
  }
}

function isDroppedConnection(error: unknown): boolean {
  return (
    error instanceof Error &&
    'reusedSocket' in error &&
    'code' in error &&
    (error.code === 'ECONNRESET' || error.code === 'EPIPE')
  );
}
const gunzip = promisify(zlib.gunzip);
const inflate = promisify(zlib.inflate);

async function decompress(headers: IncomingHttpHeaders, body: Buffer): Promise<Buffer> {
  switch (headers['content-encoding']) {
    case 'gzip':
      return gunzip(body);
    case 'deflate':
      return inflate(body);
    default:
      return body;
  }
}
