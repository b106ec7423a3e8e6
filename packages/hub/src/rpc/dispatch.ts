import { AuthError, AuthExpired, ServerOffline } from '@koji/common/errors';
import { decodeCall, XmlRpcSyntaxError } from '@koji/common/wire/decode';
import { encodeFault } from '@koji/common/wire/encode';
import type { WireValue } from '@koji/common/wire/values';
import type pg from 'pg';
import { DatabaseSession } from '../db/database-session.ts';
import type { Gate } from '../db/gate.ts';
import { isDatabaseOutage } from '../db/outage.ts';
import type { SharedReader } from '../db/shared-reader.ts';
import { inTransaction } from '../db/transaction.ts';
import {
  type Authenticated,
  assertNotExpired,
  authenticate,
  expireSession,
  numberedCall,
  touchSession,
} from '../sessions/authenticate.ts';
import { assertNotLockedOut } from './access.ts';
import type { Call, HubServices, Peer, Session } from './call.ts';
import { callLog } from './call-log.ts';
import { faultOf, isUnexpected } from './faults.ts';
import { type Answer, finish } from './finish-answer.ts';
import { createCall, type RequestContext, runMethod } from './live-call.ts';
import { MemoryWatch } from './memory-watch.ts';
import { isOfCall } from './method.ts';

export { XmlRpcSyntaxError };

/** A request as the transport took it apart. */
export interface RpcRequest {
  readonly peer: Peer;
  readonly callnum: string | undefined;
  /** Session parameters that cannot be right, found while reading the request; becomes the caller's fault. */
  readonly authProblem?: string | undefined;
  /** Made when it is first asked for: few calls do. */
  readonly signal: AbortSignal;
}
export interface Pools {
  readonly main: pg.Pool;
  /** Connections on which PostgreSQL itself refuses to write. */
  readonly readOnly: pg.Pool;
  readonly sharedReader: SharedReader;
  /** How many long answers may be read at a time, so that connections are left for short ones. */
  readonly streams: Gate;
}
/** Work of the hub's own, such as scheduling; committed unless `step` throws. */
export type RunInBackground = <T>(name: string, step: (call: Call) => Promise<T>) => Promise<T>;
/** Sessions are marked as seen at most this often; nobody needs it finer, and a write per call is dear. */
const touchEveryS = 10;
const lockOutExempt = new Set(['login', 'sslLogin', 'logout']);

export class Dispatcher {
  readonly #services: HubServices;
  readonly #pools: Pools;

  readonly #memory: MemoryWatch | undefined;

  constructor(services: HubServices, pools: Pools) {
    this.#services = services;
    this.#pools = pools;
    const { memoryWarnThresholdKib } = services.config;
    this.#memory = memoryWarnThresholdKib > 0 ? new MemoryWatch(memoryWarnThresholdKib) : undefined;
  }

  /** Answers one XML-RPC document. Throws XmlRpcSyntaxError for what is none; every other failure is a fault. */
  async rpc(body: string, request: RpcRequest): Promise<Answer> {
    const { method, params } = decodeCall(body);
    const { methods } = this.#services;
    const declared = methods.get(method);
    const readOnly = isOfCall('readOnly', declared, params, methods);
    const forgettable = isOfCall('forgettable', declared, params, methods);
    return this.#answer(method, request, { readOnly, forgettable }, (context, db) =>
      runMethod(createCall(context, method, db), method, params),
    );
  }

  /** Runs something that is no API method (an upload) under the same session rules. It only reads the database. */
  async perform<T>(name: string, request: RpcRequest, step: (call: Call) => Promise<T>): Promise<Answer> {
    return this.#answer(name, request, { readOnly: true, forgettable: false }, (context, db) =>
      step(createCall(context, name, db)),
    );
  }

  /** Runs work of the hub's own in a transaction, on nobody's behalf. */
  readonly runInBackground: RunInBackground = async (name, step) => {
    const context: RequestContext = {
      services: this.#services,
      peer: { address: '-', encrypted: true },
      session: undefined,
      signal: new AbortController().signal,
    };
    return this.#autonomously((db) => step(createCall(context, name, db)));
  };

  async #answer(
    name: string,
    request: RpcRequest,
    { readOnly, forgettable }: { readonly readOnly: boolean; readonly forgettable: boolean },
    run: (context: RequestContext, db: DatabaseSession) => Promise<unknown>,
  ): Promise<Answer> {
    const { config, log } = this.#services;
    const method = this.#services.methods.get(name);
    const db = new DatabaseSession(readOnly ? this.#pools.readOnly : this.#pools.main, {
      readOnly,
      forgettable,
      // Other work that only reads the database, such as an upload, must come to its end.
      signal: readOnly && method ? () => request.signal : undefined,
      streams: this.#pools.streams,
      sharedReader: this.#pools.sharedReader,
      onFailedEffect: (err) => log.error({ err, method: name }, 'could not tidy up behind a call'),
    });
    let idleSession: number | undefined;
    let session: Session | undefined;
    const memoryBefore = this.#memory?.begin();
    try {
      if (config.serverOffline) throw new ServerOffline(config.offlineMessage ?? 'server is offline');
      if (request.authProblem !== undefined) throw new AuthError(request.authProblem);
      const authenticated = await this.#openSession(db, name, request, method?.opensSession ?? false, readOnly);
      session = authenticated && !authenticated.session.expired ? authenticated.session : undefined;
      if (session && authenticated && authenticated.idleS > touchEveryS) idleSession = session.id;
      const context = contextOf(this.#services, request, session);
      if (config.lockOut && !lockOutExempt.has(name)) await assertNotLockedOut(createCall(context, name, db));
      const result = (await run(context, db)) ?? null;
      return await finish(db, result as WireValue, () => this.#commit(context, { name, db }));
    } catch (error) {
      await db.rollback();
      return this.#fault(error, callLog(log, { method: name, peer: request.peer, session }), request);
    } finally {
      // Not before: the call may hold the session's row, and a second connection would wait for it.
      if (idleSession !== undefined) this.#touch(idleSession);
      if (memoryBefore)
        this.#memory?.end(memoryBefore, (growth) =>
          callLog(log, { method: name, peer: request.peer, session }).warn(growth, 'memory has grown'),
        );
    }
  }

  /** With the hooks around it, if there is anything to commit. */
  async #commit(context: RequestContext, { name, db }: { readonly name: string; readonly db: DatabaseSession }): Promise<void> {
    const { hooks } = this.#services;
    if (!db.wrote) return db.commit();
    const call = createCall(context, name, db);
    await hooks.emit(call, 'pre', 'Commit', {});
    await db.commit();
    if (!hooks.has('post', 'Commit')) return;
    // The call's transaction is over, so they have one of their own.
    await this.#autonomously((own) => hooks.emit(createCall(context, name, own), 'post', 'Commit', {})).catch((err) =>
      call.log.error({ err }, 'a hook after the commit failed'),
    );
  }

  #touch(session: number): void {
    this.#autonomously((db) => touchSession(db, session), { forgettable: true }).catch((err) =>
      this.#services.log.warn({ err, session }, 'could not mark the session as seen'),
    );
  }

  async #openSession(
    db: DatabaseSession,
    name: string,
    request: RpcRequest,
    opensSession: boolean,
    readOnly: boolean,
  ): Promise<Authenticated | undefined> {
    const { credentials } = request.peer;
    if (!credentials) return undefined;
    const { config } = this.#services;
    const authenticated = await authenticate(
      db,
      { ...credentials, callnum: request.callnum },
      {
        method: name,
        hostip: config.checkClientIp ? request.peer.address : '-',
        renewalTimeoutS: config.sessionRenewalTimeoutMin * 60,
        opensSession,
      },
    );
    const { id } = authenticated.session;
    if (authenticated.newlyExpired && !opensSession) {
      await db.rollback();
      await this.#autonomously((own) => expireSession(own, id));
    }
    assertNotExpired(authenticated, opensSession);
    if (request.callnum !== undefined && !readOnly && !opensSession)
      await db.beginWith(numberedCall(authenticated.session, Number(request.callnum), name));
    return authenticated;
  }

  /** A small write that stands whatever becomes of the call. */
  #autonomously<T>(step: (db: DatabaseSession) => Promise<T>, options: { readonly forgettable?: boolean } = {}): Promise<T> {
    return inTransaction(this.#pools.main, step, options);
  }

  #fault(error: unknown, log: HubServices['log'], request: RpcRequest): string {
    if (request.signal.aborted) log.debug({ err: error }, 'the client is gone');
    else if (error instanceof AuthExpired) log.debug({}, 'session expired');
    else if (isUnexpected(error)) log.error({ err: error }, 'call failed unexpectedly');
    else log.debug({ err: error }, 'call refused');
    const fault = faultOf(isDatabaseOutage(error) ? new ServerOffline('database outage') : error, this.#services.config);
    return encodeFault(fault.faultCode, fault.faultString);
  }
}

function contextOf(services: HubServices, request: RpcRequest, session: Session | undefined): RequestContext {
  return {
    services,
    peer: request.peer,
    session,
    get signal() {
      return request.signal;
    },
  };
}
