import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import https from 'node:https';
import { buffer } from 'node:stream/consumers';
import { decodeResponse } from '@koji/common/wire/decode';
import { encodeCall } from '@koji/common/wire/encode';
import type { WireValue } from '@koji/common/wire/values';

export interface SessionCredentials {
  readonly id: string;
  readonly key: string;
}
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}
export interface SendOptions {
  readonly verb?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | undefined;
}

/**
 * A client as the recording one was: one session with running call numbers, no retries. HubSession is too helpful here,
 * it renews sessions and never sends a wrong number.
 */
export class RecordedClient {
  readonly #url: string;
  readonly #agent: https.Agent;
  #credentials: SessionCredentials | undefined;
  #callnum = 0;

  constructor(url: string, tls: { readonly ca: string; readonly certificate?: string | undefined }) {
    const pem = tls.certificate === undefined ? undefined : readFileSync(tls.certificate);
    this.#url = url;
    this.#agent = new https.Agent({ keepAlive: true, ca: readFileSync(tls.ca), ...(pem ? { cert: pem, key: pem } : {}) });
  }

  attach(credentials: SessionCredentials, callnum = 0): void {
    this.#credentials = credentials;
    this.#callnum = callnum;
  }
  get credentials(): Readonly<Record<string, string>> {
    return this.#credentials ? { 'Koji-Session-Id': this.#credentials.id, 'Koji-Session-Key': this.#credentials.key } : {};
  }

  /** Answers the value; faults are thrown as KojiError, other HTTP answers as HttpAnswerError. */
  async call(method: string, params: readonly WireValue[], suffix = ''): Promise<WireValue> {
    return this.#post(suffix, 'text/xml', Buffer.from(encodeCall(method, params)));
  }
  async upload(query: URLSearchParams, body: Buffer): Promise<WireValue> {
    return this.#post(`?${query}`, 'application/octet-stream', body);
  }
  async #post(suffix: string, type: string, body: Buffer): Promise<WireValue> {
    const session = this.#credentials ? { ...this.credentials, 'Koji-Session-Callnum': String(this.#callnum++) } : {};
    const answer = await this.send(this.#url + suffix, { headers: { 'Content-Type': type, ...session }, body });
    if (answer.status !== 200) throw new HttpAnswerError(answer);
    return decodeResponse(answer.body.toString('utf8'), { doubles: 'keep', maxDepth: 1000 });
  }

  async send(url: string, { verb = 'POST', headers = {}, body }: SendOptions): Promise<Answer> {
    const request = https.request(url, {
      method: verb,
      agent: this.#agent,
      headers: { ...headers, ...(body ? { 'Content-Length': body.length } : {}) },
    });
    request.end(body);
    const [response] = (await once(request, 'response')) as [import('node:http').IncomingMessage];
    return { status: response.statusCode ?? 0, headers: response.headers, body: await buffer(response) };
  }

  close(): void {
    this.#agent.destroy();
  }
}

export class HttpAnswerError extends Error {
  override name = 'HttpAnswerError';
  constructor({ status, body }: Answer) {
    super(`HTTP ${status}: ${body.toString('utf8').slice(0, 200)}`);
  }
}
