import { GenericError } from '@koji/common/errors';
import type { Logger } from '@koji/common/service/logger';
import type { WireValue } from '@koji/common/wire/values';
import type { Db } from '../db/database.ts';
import { sql } from '../db/sql.ts';
import { readPermissions } from '../permissions/queries.ts';
import { assertAccess } from './access.ts';
import { bindArguments } from './bind.ts';
import type { Call, HubServices, Peer, Session } from './call.ts';
import { callLog } from './call-log.ts';

/** What one request brings along; shared by the calls nested in it. */
export interface RequestContext {
  readonly services: HubServices;
  readonly peer: Peer;
  readonly session: Session | undefined;
  readonly signal: AbortSignal;
}

/** Deep enough for any honest batch; a multiCall inside multiCalls beyond it is refused. */
const maxNesting = 5;

export function createCall(context: RequestContext, method: string, db: Db): Call {
  return new LiveCall(context, method, db, 0);
}

/** Made for every request and for every part of a multiCall, so what it has at hand is looked up and not copied. */
class LiveCall implements Call {
  readonly method: string;
  readonly db: Db;
  readonly #context: RequestContext;
  readonly #depth: number;
  #event: Promise<number> | undefined;
  #permissions: Promise<ReadonlySet<string>> | undefined;
  #log: Logger | undefined;

  constructor(context: RequestContext, method: string, db: Db, depth: number) {
    this.method = method;
    this.db = db;
    this.#context = context;
    this.#depth = depth;
  }

  get config() {
    return this.#context.services.config;
  }
  get layout() {
    return this.#context.services.layout;
  }
  get policies() {
    return this.#context.services.policies;
  }
  get hooks() {
    return this.#context.services.hooks;
  }
  get bus() {
    return this.#context.services.bus;
  }
  get methods() {
    return this.#context.services.methods;
  }
  get pluginSettings() {
    return this.#context.services.pluginSettings;
  }
  get log() {
    this.#log ??= callLog(this.#context.services.log, this);
    return this.#log;
  }
  get peer() {
    return this.#context.peer;
  }
  get session() {
    return this.#context.session;
  }
  get signal() {
    return this.#context.signal;
  }

  event(): Promise<number> {
    this.#event ??= this.db.value<number>(sql`select get_event()`).then((id) => {
      if (id === undefined) throw new GenericError('the database gave no event id');
      return id;
    });
    return this.#event;
  }
  nextEvent(): void {
    this.#event = undefined;
  }
  permissions(): Promise<ReadonlySet<string>> {
    this.#permissions ??= this.session ? readPermissions(this.db, this.session.user.id) : Promise.resolve(new Set<string>());
    return this.#permissions;
  }
  invoke(name: string, params: readonly WireValue[]): Promise<unknown> {
    return runMethod(this, name, params);
  }
  async nested<T>(name: string, step: (call: Call) => Promise<T>): Promise<T> {
    if (this.#depth >= maxNesting) throw new GenericError('multiCall is nested too deeply');
    return this.db.savepoint(() => step(new LiveCall(this.#context, name, this.db, this.#depth + 1)));
  }
}

/** Access, then arguments, then the method itself. */
export async function runMethod(call: Call, name: string, params: readonly WireValue[]): Promise<unknown> {
  const method = call.methods.get(name);
  if (!method) throw new GenericError(`Invalid method: ${name}`);
  await assertAccess(call, method.access);
  return method.run(call, bindArguments(method, params) as never);
}
