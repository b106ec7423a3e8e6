import { decodeResponse } from '@koji/common/wire/decode';
import { encodeCall } from '@koji/common/wire/encode';
import type { WireValue } from '@koji/common/wire/values';

export type RawHeaders = Readonly<Record<string, string>>;
/** What a login answers. */
export interface Credentials {
  readonly 'session-id': number;
  readonly 'session-key': string;
}

/** Calls with whatever headers and query one likes, over plain HTTP; a fault is thrown. */
export function rawClient(url: string, always: RawHeaders = {}) {
  return async (
    method: string,
    params: readonly WireValue[] = [],
    headers: RawHeaders = {},
    place: { readonly path?: string; readonly query?: string } = {},
  ): Promise<WireValue> => {
    const query = place.query === undefined ? '' : `?${place.query}`;
    const answer = await fetch(`${url}${place.path ?? ''}${query}`, {
      method: 'POST',
      body: encodeCall(method, [...params]),
      headers: { 'Content-Type': 'text/xml', ...always, ...headers },
    });
    return decodeResponse(await answer.text(), { doubles: 'plain' });
  };
}

/** The headers of a session. */
export function under(session: Credentials, callnum?: number): RawHeaders {
  return {
    'Koji-Session-Id': String(session['session-id']),
    'Koji-Session-Key': session['session-key'],
    ...(callnum === undefined ? {} : { 'Koji-Session-Callnum': String(callnum) }),
  };
}
