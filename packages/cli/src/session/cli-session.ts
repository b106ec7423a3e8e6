import type { Authentication } from '@koji/common/client/authentication';
import type { HubSession } from '@koji/common/client/session';
import { type Hub, hubProxy } from '@koji/common/client/typed-hub';
import type { UploadOptions } from '@koji/common/client/upload';
import { KojiError } from '@koji/common/errors';
import { pythonRepr } from '@koji/common/python-text';
import { API_VERSION } from '@koji/common/types/states';
import { splitKeywords } from '@koji/common/wire/keywords';
import type { WireStruct, WireValue } from '@koji/common/wire/values';
import type { HubApi } from '@koji/hub/api';
import { CommandFailure } from '../errors.ts';
import type { Output } from '../output/output.ts';
import type { Settings } from '../settings.ts';
import { chooseLogin } from './choose-login.ts';

/** One result per call. */
export type Results<T extends readonly unknown[]> = { -readonly [K in keyof T]: Awaited<T[K]> };
/** One result per call, or the error that it met. */
export type Outcomes<T extends readonly unknown[]> = { -readonly [K in keyof T]: Awaited<T[K]> | KojiError };

export interface SessionStyle {
  /** Log in before the first call. */
  readonly login: boolean;
  readonly exactNumbers: boolean;
}

/**
 * The command's session with the hub. It connects at the first call, so that a command line is checked and its files are
 * read before anything goes over the network.
 */
export class CliSession {
  readonly #settings: Settings;
  readonly #out: Output;
  #style: SessionStyle;
  #opening: Promise<HubSession<HubApi>> | undefined;
  /** The hub's methods, typed. */
  readonly hub: Hub<HubApi>;

  constructor(settings: Settings, out: Output, style: SessionStyle) {
    this.#settings = settings;
    this.#out = out;
    this.#style = style;
    this.hub = hubProxy<HubApi>((method, positional, named) => this.call(method, positional, named as WireStruct));
  }

  /** Makes the next call log in, for commands that need it only sometimes. */
  requireLogin(): void {
    if (this.#style.login) return;
    this.#style = { ...this.#style, login: true };
    this.#opening = undefined;
  }
  get server(): string {
    return this.#settings.server;
  }

  async call(method: string, positional: readonly WireValue[] = [], named: WireStruct = {}): Promise<WireValue> {
    const session = await this.#open();
    if (!this.#settings.debugXmlrpc) return await session.call(method, positional, named);
    this.#showCall(method, positional, named);
    const answer = await session.call(method, positional, named);
    this.#showAnswer(answer);
    return answer;
  }

  #showCall(method: string, positional: readonly WireValue[], named: WireStruct): void {
    this.#out.warn(`calling: ${method}(${[...positional.map(pythonRepr), ...namedText(named)].join(', ')})`);
  }
  #showAnswer(answer: WireValue | KojiError): void {
    this.#out.warn(`answer: ${answer instanceof KojiError ? `${answer.name}: ${answer.message}` : pythonRepr(answer)}`);
  }

  /** Several calls in one request; the first error is thrown. */
  async batch<const T extends readonly unknown[]>(build: (hub: Hub<HubApi>) => T): Promise<Results<T>> {
    return (await this.#together(build, { strict: true })) as Results<T>;
  }
  /** Several calls in one request, each with its own result or error. */
  async tryBatch<const T extends readonly unknown[]>(build: (hub: Hub<HubApi>) => T, size?: number): Promise<Outcomes<T>> {
    return await this.#together(build, size === undefined ? {} : { size });
  }
  async #together<const T extends readonly unknown[]>(
    build: (hub: Hub<HubApi>) => T,
    options: { readonly strict?: boolean; readonly size?: number },
  ): Promise<Outcomes<T>> {
    const session = await this.#open();
    if (!this.#settings.debugXmlrpc) return await session.batch(build, options);
    const { recordCalls } = await import('@koji/common/client/multicall');
    for (const { methodName, params } of recordCalls(build).calls)
      this.#showCall(String(methodName), ...splitKeywords(params as WireValue[]));
    const outcomes = await session.batch(build, options);
    for (const outcome of outcomes) this.#showAnswer(outcome as WireValue | KojiError);
    return outcomes;
  }

  /** Sends a file into a directory of the hub's work area. */
  async upload(path: string, directory: string, options: UploadOptions = {}): Promise<void> {
    const [session, { uploadFile }] = await Promise.all([this.#open(), import('@koji/common/client/upload')]);
    options.onProgress?.(0, 0);
    await uploadFile(session as HubSession<never>, path, directory, { blockSize: this.#settings.uploadBlocksize, ...options });
  }

  /** Version of the hub, once it has answered. */
  async hubVersion(): Promise<string | undefined> {
    return (await this.#open()).kojiVersion;
  }
  /** The address that is really talked to. */
  async address(): Promise<string> {
    return (await this.#open()).server;
  }

  /** Ends the login; later calls go on without one. Long waits do this so that they hold no session. */
  async logout(): Promise<void> {
    await this.close();
    this.#style = { ...this.#style, login: false };
  }
  /** Ends the session at the end of a command. What goes wrong here no longer matters. */
  async close(): Promise<void> {
    const opening = this.#opening;
    this.#opening = undefined;
    const session = await opening?.catch(() => undefined);
    await session?.logout().catch(() => session.close());
  }

  #open(): Promise<HubSession<HubApi>> {
    this.#opening ??= this.#connect();
    return this.#opening;
  }

  async #connect(): Promise<HubSession<HubApi>> {
    const auth: Authentication = this.#style.login ? chooseLogin(this.#settings) : { kind: 'anonymous' };
    const { HubSession: Session } = await import('@koji/common/client/session');
    const session = new Session<HubApi>(this.#sessionOptions(auth));
    try {
      await session.login();
      await this.#checkVersion(session);
    } catch (error) {
      session.close();
      if (error instanceof KojiError || !isNetworkError(error)) throw error;
      this.#out.warn('Error: Unable to connect to server');
      throw new CommandFailure(`${session.server}: ${error.message || error.code}`);
    }
    if (this.#settings.debug && this.#style.login) this.#out.line('successfully connected to hub');
    return session;
  }

  async #checkVersion(session: HubSession<HubApi>): Promise<void> {
    const version = await session.call('getAPIVersion');
    if (version !== API_VERSION) {
      this.#out.warn(`WARNING: The server is at API version ${pythonRepr(version)} and the client is at ${API_VERSION}`);
    }
  }

  #sessionOptions(auth: Authentication): ConstructorParameters<typeof HubSession>[0] {
    const settings = this.#settings;
    const log = (data: object, message: string) => this.#out.warn(`${message} ${JSON.stringify(data)}`);
    return {
      server: settings.server,
      auth,
      tls: {
        ...(auth.kind === 'certificate' ? { cert: settings.cert } : {}),
        serverca: settings.serverca,
        verify: !settings.noSslVerify,
      },
      maxRetries: settings.maxRetries,
      retryIntervalMs: settings.retryIntervalS * 1000,
      anonRetry: settings.anonRetry,
      offlineRetry: settings.offlineRetry,
      offlineRetryIntervalMs: settings.offlineRetryIntervalS * 1000,
      timeoutMs: settings.timeoutS * 1000,
      authTimeoutMs: settings.authTimeoutS * 1000,
      doubles: this.#style.exactNumbers ? 'keep' : 'plain',
      ...(settings.debug ? { log: { debug: log, warn: log } } : {}),
    };
  }
}

function namedText(named: WireStruct): string[] {
  return Object.entries(named).map(([name, value]) => `${name}=${pythonRepr(value)}`);
}

/** Attempts at several addresses of one name fail with a code and no message. */
function isNetworkError(error: unknown): error is Error & { readonly code: unknown } {
  return error instanceof Error && 'code' in error;
}
