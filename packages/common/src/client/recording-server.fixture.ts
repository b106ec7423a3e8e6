import { once } from 'node:events';
import http, { type IncomingHttpHeaders, type RequestListener, type ServerResponse } from 'node:http';
import https, { type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { KojiError } from '../errors.ts';
import { decodeCall } from '../wire/decode.ts';
import { encodeFault, encodeResponse } from '../wire/encode.ts';
import type { WireValue } from '../wire/values.ts';

export interface RecordedRequest {
  readonly verb: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly method: string;
  readonly params: readonly WireValue[];
}
/** A value is sent as the answer, a KojiError as a fault; a function does what it likes with the response. */
export type Reply = WireValue | KojiError | ((response: ServerResponse) => void);

export interface RecordingServer extends AsyncDisposable {
  readonly url: string;
  readonly requests: readonly RecordedRequest[];
}

/** A server at the level of single HTTP requests, for what happens between client and hub. */
export async function startRecordingServer(
  answer: (request: RecordedRequest) => Reply | Promise<Reply>,
  tls?: ServerOptions,
): Promise<RecordingServer> {
  const requests: RecordedRequest[] = [];
  const listener: RequestListener = async (incoming, response) => {
    const url = new URL(incoming.url ?? '/', 'http://server');
    const body = await buffer(incoming);
    const isCall = incoming.headers['content-type'] === 'text/xml';
    const call = isCall ? decodeCall(body.toString('utf8')) : { method: '', params: [] };
    const request = {
      verb: incoming.method ?? '',
      path: url.pathname,
      query: url.searchParams,
      headers: incoming.headers,
      body,
      ...call,
    };
    requests.push(request);
    const reply = await answer(request);
    if (typeof reply === 'function') reply(response);
    else response.end(reply instanceof KojiError ? encodeFault(reply.faultCode, reply.message) : encodeResponse(reply));
  };
  const server = tls ? https.createServer(tls, listener) : http.createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}/kojihub`,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
