import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { HubSession } from '../client/hub-client.ts';
import { GenericError, KojiError } from '../errors.ts';
import { adler32, adler32Hex } from '../rpm/checksum.ts';
import { decodeCall } from '../wire/decode.ts';
import { encodeFault, encodeResponse } from '../wire/encode.ts';
import type { WireStruct, WireValue } from '../wire/values.ts';

export type Script = { [method: string]: (...params: WireValue[]) => WireValue | Promise<WireValue> };

/** A hub that answers as its script says, takes uploads, and writes down what it was asked. */
export interface ScriptedHub extends AsyncDisposable {
  readonly url: string;
  readonly calls: [method: string, ...params: WireValue[]][];
  /** Methods of the requests; a request of multiCall brings many calls. */
  readonly requests: string[];
  /** What was uploaded, by its path. */
  readonly uploads: ReadonlyMap<string, Buffer>;
  /** Calls of one method. */
  asked(method: string): WireValue[][];
  session<Api>(): HubSession<Api>;
}

export async function startScriptedHub(given: Script): Promise<ScriptedHub> {
  const uploads = new Map<string, Buffer>();
  const script: Script = { checkUpload: (directory, name) => describeUpload(uploads.get(`${directory}/${name}`)), ...given };
  const calls: [string, ...WireValue[]][] = [];
  const requests: string[] = [];
  const sessions: { close(): void }[] = [];
  const perform = async (method: string, params: WireValue[]): Promise<WireValue> => {
    if (method === 'multiCall') {
      return Promise.all(
        (params[0] as WireStruct[]).map((call) =>
          perform(call.methodName as string, call.params as WireValue[]).then(
            (answer) => [answer],
            (error: unknown) => ({ faultCode: faultCodeOf(error), faultString: messageOf(error) }),
          ),
        ),
      );
    }
    calls.push([method, ...params]);
    const answer = script[method];
    if (answer === undefined) throw new GenericError(`Invalid method: ${method}`);
    return answer(...params);
  };
  const answer = (request: http.IncomingMessage, body: Buffer): WireValue | Promise<WireValue> => {
    if (request.headers['content-type'] !== 'text/xml') return takeChunk(uploads, new URL(request.url ?? '', url), body);
    const { method, params } = decodeCall(body.toString('utf8'), { doubles: 'plain' });
    requests.push(method);
    return perform(method, params);
  };
  const server = http.createServer(async (request, response) => {
    try {
      response.end(encodeResponse(await answer(request, await buffer(request))));
    } catch (error) {
      response.end(encodeFault(faultCodeOf(error), messageOf(error)));
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/kojihub`;
  return {
    url,
    calls,
    requests,
    uploads,
    asked: (name) => calls.filter(([method]) => method === name).map(([, ...params]) => params),
    session<Api>() {
      const session = new HubSession<Api>({ server: url });
      sessions.push(session);
      return session;
    },
    async [Symbol.asyncDispose]() {
      for (const session of sessions) session.close();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function describeUpload(bytes: Buffer | undefined): WireStruct | null {
  return bytes === undefined ? null : { size: bytes.length, hexdigest: adler32Hex(adler32(bytes)) };
}
/** A raw upload: a piece of a file at its offset, over what is there. */
function takeChunk(uploads: Map<string, Buffer>, { searchParams: query }: URL, body: Buffer): WireStruct {
  const path = `${query.get('filepath')}/${query.get('filename')}`;
  const offset = Number(query.get('offset'));
  uploads.set(path, Buffer.concat([(uploads.get(path) ?? Buffer.alloc(0)).subarray(0, offset), body]));
  return { ...describeUpload(body), fileverify: 'adler32', offset };
}

function faultCodeOf(error: unknown): number {
  return error instanceof KojiError ? error.faultCode : KojiError.code;
}
function messageOf(error: unknown): string {
  return error instanceof KojiError ? error.message : String(error);
}
