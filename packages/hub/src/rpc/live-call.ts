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

export function createCall(context: RequestContext, method: string, db: Db, depth = 0): Call {
  let event: Promise<number> | undefined;
  let permissions: Promise<ReadonlySet<string>> | undefined;
  let log: Logger | undefined;
  const call: Call = {
    ...context.services,
    get log() {
      log ??= callLog(context.services.log, { method, peer: context.peer, session: context.session });
      return log;
    },
    method,
    db,
    peer: context.peer,
    session: context.session,
    signal: context.signal,
    event() {
      event ??= db.value<number>(sql`select get_event()`).then((id) => {
        if (id === undefined) throw new GenericError('the database gave no event id');
        return id;
      });
      return event;
    },
    nextEvent() {
      event = undefined;
    },
    permissions() {
      permissions ??= context.session ? readPermissions(db, context.session.user.id) : Promise.resolve(new Set<string>());
      return permissions;
    },
    async invoke(name, params) {
      return runMethod(call, name, params);
    },
    async nested(name, step) {
      if (depth >= maxNesting) throw new GenericError('multiCall is nested too deeply');
      return db.savepoint(() => step(createCall(context, name, db, depth + 1)));
    },
  };
  return call;
}

/** Access, then arguments, then the method itself. */
export async function runMethod(call: Call, name: string, params: readonly WireValue[]): Promise<unknown> {
  const method = call.methods.get(name);
  if (!method) throw new GenericError(`Invalid method: ${name}`);
  await assertAccess(call, method.access);
  return method.run(call, bindArguments(method, params) as never);
}
