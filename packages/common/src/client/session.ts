import { setTimeout as sleep } from 'node:timers/promises';
import { AuthError, AuthExpired, KojiError, ServerOffline } from '../errors.ts';
import { decodeResponse } from '../wire/decode.ts';
import { encodeCall } from '../wire/encode.ts';
import { withKeywords } from '../wire/keywords.ts';
import type { WireStruct, WireValue } from '../wire/values.ts';
import { type Authentication, loginAddress, negotiate } from './authentication.ts';
import { type BatchResults, recordCalls } from './multicall.ts';
import { type Reply, type TlsOptions, Transport } from './transport.ts';
import { type Hub, hubProxy } from './typed-hub.ts';

export interface SessionOptions {
  /** The hub's address, such as https://hub.example.com/kojihub. */
  readonly server: string;
  readonly auth?: Authentication;
  readonly tls?: TlsOptions;
  readonly maxRetries?: number | undefined;
  readonly retryIntervalMs?: number | undefined;
  /** Retry transport errors of anonymous sessions too. */
  readonly anonRetry?: boolean | undefined;
  /** Wait for a hub that says it is offline. */
  readonly offlineRetry?: boolean | undefined;
  readonly offlineRetryIntervalMs?: number | undefined;
  readonly timeoutMs?: number | undefined;
  readonly authTimeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly log?: { debug(data: object, message: string): void; warn(data: object, message: string): void } | undefined;
  /** How <double> comes back: see DecodeOptions. */
  readonly doubles?: 'keep' | 'plain' | undefined;
}

/** What a session is to the hub; may be handed to a child process, which then is the only one to use it. */
export interface SessionState {
  readonly id: number;
  readonly key: string;
  readonly callnum: number;
  readonly headerAuth: boolean;
}

/** The hub's answer to HTTP was no answer to the call. */
export class TransportError extends Error {
  override name = 'TransportError';
}

/** A conversation with a hub. Calls of one session go out one after the other: their numbers must not overtake. */
export class HubSession<Api> {
  readonly #options: SessionOptions;
  readonly #transport: Transport;
  readonly #base: string;
  #state: { id: number; key: string; callnum: number; headerAuth: boolean } | undefined;
  #exclusive = false;
  #queue: Promise<unknown> = Promise.resolve();
  /** Version of the hub, once it has answered something. */
  kojiVersion: string | undefined;
  /** The hub's methods, typed. */
  readonly hub: Hub<Api>;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#base = loginAddress(options.server, options.auth);
    this.#transport = new Transport(options.tls);
    this.hub = hubProxy<Api>((method, positional, named) => this.call(method, positional, named as WireStruct));
  }

  get loggedIn(): boolean {
    return this.#state !== undefined;
  }
  get state(): SessionState | undefined {
    return this.#state && { ...this.#state };
  }
  get server(): string {
    return this.#base;
  }
  /** Goes on with a session that another process opened. */
  resume(state: SessionState): void {
    this.#state = { ...state };
  }
  /** Leaves the session to another process without ending it. */
  forget(): void {
    this.#state = undefined;
  }

  /** Makes one call and answers its result; a fault is thrown as the KojiError of its code. */
  call(method: string, positional: readonly WireValue[] = [], named: WireStruct = {}): Promise<WireValue> {
    const params = withKeywords(positional, named);
    return this.#inTurn(() => this.#renewing(method, () => this.#post(method, params, {})));
  }

  /** Several calls in one request. Each result is a value or the error of that call; with strict the first error is thrown. */
  async batch<const T extends readonly unknown[]>(
    build: (hub: Hub<Api>) => T,
    options: { readonly strict?: boolean; readonly size?: number } = {},
  ): Promise<BatchResults<T>> {
    const { calls, outcomes } = recordCalls<Api, T>(build);
    const size = options.size ?? 500;
    const results: unknown[] = [];
    for (let at = 0; at < calls.length; at += size) {
      const answers = (await this.call('multiCall', [calls.slice(at, at + size)])) as WireValue[];
      results.push(...outcomes(answers, options.strict ?? false));
    }
    return results as BatchResults<T>;
  }

  async login(): Promise<void> {
    await this.#inTurn(() => this.#login(false));
  }
  async #login(renew: boolean): Promise<void> {
    const auth = this.#options.auth ?? { kind: 'anonymous' };
    if (auth.kind === 'anonymous') return;
    const named: WireStruct = { ...(renew ? { renew: true, exclusive: this.#exclusive } : {}) };
    const answer =
      auth.kind === 'password'
        ? await this.#post('login', withKeywords([auth.user, auth.password], named), { login: true })
        : await this.#post(
            'sslLogin',
            withKeywords([], {
              ...named,
              ...(auth.proxyuser === undefined ? {} : { proxyuser: auth.proxyuser }),
              ...(auth.proxyauthtype === undefined ? {} : { proxyauthtype: auth.proxyauthtype }),
            }),
            { login: true, path: '/ssllogin' },
          );
    const info = answer as { 'session-id': number; 'session-key': string; 'header-auth'?: boolean } | null;
    if (info === null) throw new AuthError('unable to obtain a session');
    this.#state = { id: info['session-id'], key: info['session-key'], callnum: 0, headerAuth: info['header-auth'] === true };
  }

  async exclusiveSession(options: { readonly force?: boolean } = {}): Promise<void> {
    await this.call('exclusiveSession', [], options.force ? { force: true } : {});
    this.#exclusive = true;
  }
  /** Opens a session of its own below this one. */
  async subsession(): Promise<SessionState> {
    const info = (await this.call('subsession')) as { 'session-id': number; 'session-key': string; 'header-auth'?: boolean };
    return { id: info['session-id'], key: info['session-key'], callnum: 0, headerAuth: info['header-auth'] === true };
  }
  async logoutChild(sessionId: number): Promise<void> {
    await this.call('logoutChild', [sessionId]);
  }
  async logout(): Promise<void> {
    if (this.#state) {
      await this.call('logout');
      this.#state = undefined;
    }
    this.close();
  }
  /** Drops the connections; the session itself stays open on the hub. */
  close(): void {
    this.#transport.close();
  }

  #inTurn<T>(step: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(step, step);
    this.#queue = turn.then(noop, noop);
    return turn;
  }

  /** Makes a call again, once, when the session had expired and could be renewed. */
  async #renewing<T>(method: string, attempt: () => Promise<T>): Promise<T> {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof AuthExpired) || !this.#state) throw error;
      this.#options.log?.debug({ method }, 'the session has expired, renewing it');
    }
    await this.#login(true);
    return attempt();
  }

  /** One call under one number: attempts that fail on the way are repeated with the very same request. */
  async #post(
    method: string,
    params: WireValue[],
    how: { readonly login?: boolean; readonly path?: string },
  ): Promise<WireValue> {
    const callnum = this.#state && !how.login ? this.#state.callnum++ : undefined;
    const request = this.#prepare(encodeCall(method, params), callnum, how.path ?? '');
    const { maxRetries = 30, retryIntervalMs = 20_000, log } = this.#options;
    const mayRetry = this.#state !== undefined || this.#options.anonRetry === true;
    for (let attempt = 1; ; attempt++) {
      try {
        const reply = await this.#exchange(request, how.login ?? false);
        return decodeResponse(reply.body.toString('utf8'), { doubles: this.#options.doubles ?? 'plain', maxDepth: 1000 });
      } catch (error) {
        if (this.#options.signal?.aborted) throw error;
        if (error instanceof ServerOffline && this.#options.offlineRetry) {
          log?.warn({ method }, 'the hub is offline, waiting for it');
          await this.#pause(this.#options.offlineRetryIntervalMs ?? retryIntervalMs);
          continue;
        }
        if (error instanceof KojiError || !mayRetry || attempt >= maxRetries) throw error;
        log?.warn({ err: error, method, attempt }, 'call failed on the way, trying again');
        await this.#pause(retryIntervalMs);
      }
    }
  }

  #prepare(xml: string, callnum: number | undefined, path: string): { url: URL; headers: Record<string, string>; body: Buffer } {
    const url = new URL(`${this.#base}${path}`);
    return { url, headers: { 'Content-Type': 'text/xml', ...this.#credentials(url, callnum) }, body: Buffer.from(xml, 'utf8') };
  }
  /** Session headers, or for hubs before 1.31 parameters put into the address. */
  #credentials(url: URL, callnum: number | undefined): Record<string, string> {
    const state = this.#state;
    if (!state) return {};
    if (state.headerAuth) {
      return {
        'Koji-Session-Id': String(state.id),
        'Koji-Session-Key': state.key,
        ...(callnum === undefined ? {} : { 'Koji-Session-Callnum': String(callnum) }),
      };
    }
    url.searchParams.set('session-id', String(state.id));
    url.searchParams.set('session-key', state.key);
    if (callnum !== undefined) url.searchParams.set('callnum', String(callnum));
    return {};
  }

  async #exchange(
    { url, headers, body }: { url: URL; headers: Record<string, string>; body: Buffer },
    isLogin: boolean,
  ): Promise<Reply> {
    const timeoutMs = isLogin ? (this.#options.authTimeoutMs ?? 60_000) : (this.#options.timeoutMs ?? 43_200_000);
    const auth = this.#options.auth;
    const negotiation = isLogin && auth?.kind === 'kerberos' ? await negotiate(url.hostname, auth) : undefined;
    const reply = await this.#transport.post(
      url,
      negotiation ? { ...headers, Authorization: negotiation.header } : headers,
      body,
      { timeoutMs, signal: this.#options.signal },
    );
    this.kojiVersion = (reply.headers['koji-version'] as string | undefined) ?? this.kojiVersion;
    if (reply.status === 401) throw new AuthError(`${url.host} refused the login (HTTP 401)${reasonOf(reply)}`);
    if (reply.status < 200 || reply.status > 299) throw new TransportError(`${url.host} answered HTTP ${reply.status}`);
    if (negotiation) {
      // A hub that cannot take tickets says so in a fault, and has no token to go with it.
      if (reply.headers['www-authenticate'] === undefined) decodeResponse(reply.body.toString('utf8'));
      await negotiation.verify(reply.headers['www-authenticate']);
    }
    return reply;
  }

  /** A raw upload request under this session; the caller repeats it if need be. */
  async postRaw(query: URLSearchParams, body: Buffer): Promise<WireValue> {
    return this.#inTurn(() => this.#renewing('rawUpload', () => this.#postRaw(query, body)));
  }
  async #postRaw(query: URLSearchParams, body: Buffer): Promise<WireValue> {
    const url = new URL(this.#base);
    const headers = this.#credentials(url, this.#state ? this.#state.callnum++ : undefined);
    for (const [name, value] of query) url.searchParams.append(name, value);
    const request = { url, headers: { 'Content-Type': 'application/octet-stream', ...headers }, body };
    const reply = await this.#exchange(request, false);
    return decodeResponse(reply.body.toString('utf8'));
  }

  async #pause(ms: number): Promise<void> {
    await sleep(ms, undefined, this.#options.signal ? { signal: this.#options.signal } : {});
  }
}

function reasonOf({ headers, body }: Reply): string {
  return headers['content-type']?.startsWith('text/plain') ? `: ${body.toString('utf8').trim().slice(0, 500)}` : '';
}
function noop(): void {
  return;
}
