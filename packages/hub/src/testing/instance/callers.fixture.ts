import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { withKeywords } from '@koji/common/wire/keywords';
import { databaseAddress } from '../../config/addresses.ts';
import { DatabaseSession } from '../../db/database-session.ts';
import { createPool } from '../../db/pool.ts';
import type { Session } from '../../rpc/call.ts';
import { faultOf } from '../../rpc/faults.ts';
import { createCall, runMethod } from '../../rpc/live-call.ts';
import { collectStreams } from '../../rpc/streams.ts';
import { authenticate } from '../../sessions/authenticate.ts';
import type { TestSession } from '../hub.fixture.ts';
import { type Caller, permissionsInUse, permissionUser } from './access-rules.fixture.ts';
import type { PlausibleArguments } from './arguments.fixture.ts';
import type { FullInstance } from './full-instance.fixture.ts';

/** A call's end: what it answered, or the error it ended with. */
export type Outcome = { readonly answer: unknown } | { readonly error: unknown };

export interface Callers extends AsyncDisposable {
  /** The session of a caller; `permitted` is who the name says. */
  session(caller: Caller, permitted: string): TestSession;
  /** Makes a call as the caller would, on the hub's own address. */
  call(caller: Caller, permitted: string, method: string, args: PlausibleArguments): Promise<Outcome>;
  /** Runs a method under the caller's session, has a look, and takes back all it did. */
  tryOut(
    caller: Caller,
    permitted: string,
    method: string,
    args: PlausibleArguments,
    look?: (end: Outcome) => void,
  ): Promise<Outcome>;
}

/** Everybody who may make a call or may not, logged in. */
export async function startCallers({ hub, builder, otherBuilder }: FullInstance): Promise<Callers> {
  const admin = await hub.as('kojiadmin');
  await admin.addHost('builder3', ['x86_64']);
  await admin.grantPermission('blocked', 'admin');
  const fixed: Partial<Record<Caller, TestSession>> = {
    anonymous: hub.anonymous,
    plain: await hub.login('mallory'),
    admin: await hub.login('kojiadmin'),
    blocked: await hub.login('blocked'),
    unlockedHost: await hub.login('builder3'),
    otherHost: otherBuilder,
    owningHost: builder,
  };
  await admin.disableUser('blocked');
  const others = new Map<string, TestSession>();
  for (const name of ['alice', ...permissionsInUse.map(permissionUser)]) others.set(name, await hub.login(name));
  const session = (caller: Caller, permitted: string): TestSession => {
    const known = fixed[caller] ?? others.get(permitted);
    if (!known) throw new Error(`${permitted} is not logged in`);
    return known;
  };
  const pool = createPool(databaseAddress(hub.open.services.config), { max: 1, name: 'koji-test' });
  const services = hub.open.services;
  // Whatever a call does to a session is taken back, so each is read once.
  const read = new Map<TestSession, Session>();
  const openSession = async (db: DatabaseSession, from: TestSession): Promise<Session | undefined> => {
    const { state } = from;
    const known = read.get(from);
    if (!state || known) return known;
    const options = { method: 'echo', hostip: '127.0.0.1', renewalTimeoutS: 0, opensSession: false, lock: false };
    const { session: opened } = await authenticate(db, { id: state.id, key: state.key, callnum: undefined }, options);
    read.set(from, opened);
    return opened;
  };
  return {
    session,
    async call(caller, permitted, method, { positional, named }) {
      return outcome(session(caller, permitted).call(method, positional, named));
    },
    async tryOut(caller, permitted, method, { positional, named }, look) {
      const from = session(caller, permitted);
      const db = new DatabaseSession(pool, { readOnly: false });
      try {
        const context = {
          services,
          peer: { address: '127.0.0.1', encrypted: true },
          session: await openSession(db, from),
          signal: new AbortController().signal,
        };
        const params = withKeywords(positional, named);
        const end = await outcome(runMethod(createCall(context, method, db), method, params).then(collectStreams));
        look?.(end);
        return end;
      } finally {
        await db.rollback();
        // What is uploaded is no part of the transaction.
        rmSync(join(hub.topdir, 'work/uploads'), { recursive: true, force: true });
      }
    },
    async [Symbol.asyncDispose]() {
      for (const each of [...Object.values(fixed), ...others.values()]) each.close();
      await pool.end();
    },
  };
}

async function outcome(answer: Promise<unknown>): Promise<Outcome> {
  try {
    return { answer: await answer };
  } catch (error) {
    return { error };
  }
}

/** How a call ended: `answered`, or code and text of the fault that a client gets. */
export function describeOutcome(end: Outcome): string {
  if ('answer' in end) return 'answered';
  const { faultCode, faultString } = faultOf(end.error, { kojiDebug: false, kojiTraceback: undefined });
  return `${faultCode} ${faultString}`;
}
export function faultCode(end: Outcome): number | undefined {
  return 'error' in end ? faultOf(end.error, { kojiDebug: false, kojiTraceback: undefined }).faultCode : undefined;
}
