import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { HubSession } from '../client/hub-client.ts';
import { GenericError, KojiError } from '../errors.ts';
import { decodeCall } from '../wire/decode.ts';
import { encodeFault, encodeResponse } from '../wire/encode.ts';
import type { WireStruct, WireValue } from '../wire/values.ts';

export type Script = { [method: string]: (...params: WireValue[]) => WireValue | Promise<WireValue> };

/** An XML-RPC server that answers as its script says and writes down what it was asked. */
export interface ScriptedHub extends AsyncDisposable {
  readonly url: string;
  readonly calls: [method: string, ...params: WireValue[]][];
  /** Methods of the requests; a request of multiCall brings many calls. */
  readonly requests: string[];
  /** Calls of one method. */
  asked(method: string): WireValue[][];
  session<Api>(): HubSession<Api>;
}

export async function startScriptedHub(script: Script): Promise<ScriptedHub> {
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
  const server = http.createServer(async (request, response) => {
    const { method, params } = decodeCall((await buffer(request)).toString('utf8'), { doubles: 'plain' });
    requests.push(method);
    try {
      response.end(encodeResponse(await perform(method, params)));
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

function faultCodeOf(error: unknown): number {
  return error instanceof KojiError ? error.faultCode : KojiError.code;
}
function messageOf(error: unknown): string {
  return error instanceof KojiError ? error.message : String(error);
}
