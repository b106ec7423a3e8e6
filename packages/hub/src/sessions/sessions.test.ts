import { withKeywords } from '@koji/common/wire/keywords';
import type { WireStruct, WireValue } from '@koji/common/wire/values';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startHub, type TestHub } from '../testing/hub.fixture.ts';
import { type Credentials, type RawHeaders, rawClient, under } from '../testing/raw-client.fixture.ts';
import { aRival } from '../testing/rival.fixture.ts';

let hub: TestHub;
let call: ReturnType<typeof rawClient>;
beforeAll(async () => {
  hub = await startHub({ settings: { Listen: 'http://127.0.0.1:0', AllowPasswordOverHTTP: 'yes', SessionRenewalTimeout: '60' } });
  call = rawClient(hub.url);
  await hub.database.sql("update users set password = 'secret'");
  await hub.database.sql(
    "insert into users (name, status, usertype, password) select name, 0, 0, 'secret' from unnest(array['alice', 'bob']) name",
  );
});
beforeEach(() => hub.database.sql('delete from sessions'));
afterAll(() => hub[Symbol.asyncDispose]());

async function logIn(user = 'alice', named: WireStruct = {}, headers: RawHeaders = {}): Promise<Credentials> {
  return (await call('login', withKeywords([user, 'secret'], named), headers)) as unknown as Credentials;
}
const nameOf = async (headers: RawHeaders) => ((await call('getLoggedInUser', [], headers)) as WireStruct | null)?.name ?? null;
const refused = (faultCode: number, message: RegExp | string = /./) =>
  expect.objectContaining({ faultCode, message: typeof message === 'string' ? message : expect.stringMatching(message) });
const subsessionOf = async (session: Credentials) => (await call('subsession', [], under(session))) as unknown as Credentials;
/** As if the session had been opened, and last renewed, two hours ago. */
const age = (...sessions: Credentials[]) =>
  hub.database.sql(
    `update sessions set start_time = start_time - interval '2 hours', renew_time = renew_time - interval '2 hours'
     where id = any(array[${sessions.map((session) => session['session-id'])}])`,
  );

describe('keys', () => {
  test('are long, never the same, and not in the database', async () => {
    const [first, second] = [await logIn(), await logIn()];
    expect(first['session-key']).toMatch(/^\d+-[A-Za-z0-9]{43,}$/);
    expect(second['session-key']).not.toBe(first['session-key']);
    const rows = await hub.database.sql('select * from sessions');
    expect(JSON.stringify(rows)).not.toContain(first['session-key'].split('-')[1]);
  });

  test('what the database keeps is no key', async () => {
    const session = await logIn();
    const [row] = await hub.database.sql(`select key from sessions where id = ${session['session-id']}`);
    await expect(nameOf(under({ ...session, 'session-key': String(row?.key) }))).rejects.toEqual(refused(1002));
  });

  test('of a database that was taken over are good', async () => {
    const session = await logIn();
    await hub.database.sql('update sessions set key = $$2-oldKeyInClear000000$$');
    expect(await nameOf(under({ ...session, 'session-key': '2-oldKeyInClear000000' }))).toBe('alice');
    await expect(nameOf(under({ ...session, 'session-key': '2-oldKeyInClear00000' }))).rejects.toEqual(refused(1002));
  });
});

describe('an expired session', () => {
  test('is refused, with its subsessions, and stays as it is', async () => {
    const session = await logIn();
    const sub = await subsessionOf(session);
    await age(session);
    await expect(nameOf(under(session))).rejects.toEqual(refused(1007, /has expired/));
    await expect(nameOf(under(session))).rejects.toEqual(refused(1007));
    await expect(nameOf(under(sub))).rejects.toEqual(refused(1007));
  });

  test('goes on under a new key when its user logs in again, and counts its calls anew', async () => {
    const session = await logIn('kojiadmin');
    await call('createTag', ['f40'], under(session, 7));
    await expect(call('createTag', ['f41'], under(session, 7))).rejects.toEqual(refused(1009));
    await expect(call('createTag', ['f41'], under(session, 6))).rejects.toEqual(refused(1008));
    await age(session);
    const renewed = await logIn('kojiadmin', { renew: true }, under(session, 8));
    expect(renewed['session-id']).toBe(session['session-id']);
    expect(renewed['session-key']).not.toBe(session['session-key']);
    await expect(nameOf(under(session))).rejects.toEqual(refused(1002));
    await call('createTag', ['f41'], under(renewed, 0));
    await expect(call('createTag', ['f42'], under(renewed, 0))).rejects.toEqual(refused(1009));
    await age(renewed);
    await expect(nameOf(under(renewed))).rejects.toEqual(refused(1007));
  });

  test('is not renewed for another user, nor by one who lacks its key', async () => {
    const session = await logIn();
    await age(session);
    await expect(logIn('bob', { renew: true }, under(session))).rejects.toEqual(refused(1002, /belongs to another user/));
    await expect(logIn('bob', { renew: true }, under({ ...session, 'session-key': '1-x' }))).rejects.toEqual(refused(1002));
    expect(await nameOf(under(await logIn('alice', { renew: true }, under(session))))).toBe('alice');
  });

  test('of a master that is closed is not renewed', async () => {
    const session = await logIn();
    const sub = await subsessionOf(session);
    await hub.database.sql(`update sessions set closed = true where id = ${session['session-id']}`);
    await age(sub);
    expect(await logIn('alice', { renew: true }, under(sub))).toBeNull();
  });

  test('still holds its lock, until it is taken by force', async () => {
    const session = await logIn();
    await call('exclusiveSession', [], under(session));
    await age(session);
    await expect(nameOf(under(session))).rejects.toEqual(refused(1007));
    const other = await logIn();
    await expect(nameOf(under(other))).rejects.toEqual(refused(1006));
    await expect(call('exclusiveSession', [], under(other))).rejects.toEqual(refused(1006));
    await call('exclusiveSession', withKeywords([], { force: true }), under(other));
    expect(await nameOf(under(other))).toBe('alice');
    await expect(logIn('alice', { renew: true }, under(session))).rejects.toEqual(refused(1002));
  });
});

describe('an exclusive session', () => {
  test('keeps others of its user out, not those of other users, and covers its subsessions', async () => {
    const [session, other, bob] = [await logIn(), await logIn(), await logIn('bob')];
    await call('exclusiveSession', [], under(session));
    const sub = await subsessionOf(session);
    expect(await Promise.all([session, sub, bob].map((each) => nameOf(under(each))))).toEqual(['alice', 'alice', 'bob']);
    await expect(nameOf(under(other))).rejects.toEqual(refused(1006));
    await expect(call('exclusiveSession', [], under(sub))).rejects.toEqual(refused(1000));
    await call('sharedSession', [], under(session));
    expect(await nameOf(under(other))).toBe('alice');
  });

  test('that is closed by force takes its subsessions with it, also for when the lock is free again', async () => {
    const [session, other] = [await logIn(), await logIn()];
    await call('exclusiveSession', [], under(session));
    const sub = await subsessionOf(session);
    await call('exclusiveSession', [true], under(other));
    await call('sharedSession', [], under(other));
    for (const gone of [session, sub]) await expect(nameOf(under(gone))).rejects.toEqual(refused(1002));
  });

  test('is one, however many ask at the same time', async () => {
    const sessions = await Promise.all(Array.from({ length: 8 }, () => logIn()));
    const asked = await Promise.allSettled(sessions.map((session) => call('exclusiveSession', [], under(session))));
    expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(asked.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []))).toEqual(Array(7).fill(refused(1006)));
  });
});

describe('the end of a session', () => {
  test('is the end of its subsessions, and of no other', async () => {
    const [session, other] = [await logIn(), await logIn()];
    const sub = await subsessionOf(session);
    await call('logout', [], under(session));
    for (const gone of [session, sub]) await expect(nameOf(under(gone))).rejects.toEqual(refused(1002));
    expect(await nameOf(under(other))).toBe('alice');
  });

  test('comes by its own user, by an administrator, by its master', async () => {
    const [alice, second, bob, admin] = [await logIn(), await logIn(), await logIn('bob'), await logIn('kojiadmin')];
    await expect(call('logout', [alice['session-id']], under(bob))).rejects.toEqual(refused(1000));
    await expect(call('logout', [alice['session-id']])).rejects.toEqual(refused(1002));
    const sub = await subsessionOf(alice);
    await call('logoutChild', [sub['session-id']], under(bob));
    await call('logoutChild', [sub['session-id']], under(second));
    expect(await nameOf(under(sub))).toBe('alice');
    await call('logoutChild', [sub['session-id']], under(alice));
    await expect(nameOf(under(sub))).rejects.toEqual(refused(1002));
    await call('logout', [second['session-id']], under(alice));
    await call('logout', [alice['session-id']], under(admin));
    for (const gone of [second, alice]) await expect(nameOf(under(gone))).rejects.toEqual(refused(1002));
  });
});

describe('what a request brings', () => {
  test('may stand in the address, unless a header names a session', async () => {
    const [alice, bob] = [await logIn(), await logIn('bob')];
    const query = (session: Credentials) => `session-id=${session['session-id']}&session-key=${session['session-key']}&callnum=1`;
    expect(await call('getLoggedInUser', [], {}, { query: query(alice) })).toMatchObject({ name: 'alice' });
    expect(await call('getLoggedInUser', [], under(bob), { query: query(alice) })).toMatchObject({ name: 'bob' });
    await expect(call('getLoggedInUser', [], {}, { query: 'x=1' })).rejects.toEqual(refused(1002));
  });

  test.each<[string, (session: Credentials, other: Credentials) => RawHeaders]>([
    ['another’s key', (session, other) => under({ ...session, 'session-key': other['session-key'] })],
    ['no key', (session) => ({ 'Koji-Session-Id': String(session['session-id']) })],
    ['an empty key', (session) => under({ ...session, 'session-key': '' })],
    ['part of the key', (session) => under({ ...session, 'session-key': session['session-key'].slice(0, -1) })],
    ['a session of nobody', (session) => under({ ...session, 'session-id': 999_999 })],
    ['a number that is none', (session) => ({ ...under(session), 'Koji-Session-Id': `${session['session-id']} or 1=1` })],
    ['a number too large', (session) => ({ ...under(session), 'Koji-Session-Id': '99999999999999999999' })],
    ['a call number that is none', (session) => ({ ...under(session), 'Koji-Session-Callnum': '1x' })],
  ])('%s is refused', async (_what, headers) => {
    await expect(nameOf(headers(await logIn(), await logIn('bob')))).rejects.toEqual(refused(1002));
  });

  test('twice at once under one number is done once, and the number stays where something has changed', async () => {
    const session = await logIn('kojiadmin');
    const numbered = (callnum: number) => ({ ...under(session), 'Koji-Session-Callnum': String(callnum) });
    await call('getLoggedInUser', [], numbered(7));
    // Both have come in by then: one waits for the table, the other for the one.
    await using rival = await aRival(hub.database);
    await rival.query('begin; lock table tag in exclusive mode');
    const made = Promise.allSettled(['once', 'again'].map((name) => call('createTag', [name], numbered(7))));
    await rival.untilWaiting(2);
    await rival.query('commit');
    const outcomes = await made;
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(outcomes).toContainEqual({ status: 'rejected', reason: refused(1009, /call 7 \(createTag\) was already made/) });
    await expect(call('createTag', ['third'], numbered(6))).rejects.toEqual(refused(1008));
    await expect(call('multiCall', [[]], numbered(7))).rejects.toEqual(refused(1009));
    await call('createTag', ['third'], numbered(8));
  });

  test('that begins while the lock of its session is taken away does nothing', async () => {
    const [session, other] = [await logIn('kojiadmin'), await logIn('kojiadmin')];
    await call('exclusiveSession', [], under(session));
    await using rival = await aRival(hub.database);
    await rival.query('begin');
    await rival.query('update sessions set exclusive = null where id = $1', [session['session-id']]);
    const numbered = { ...under(session), 'Koji-Session-Callnum': '1' };
    const refusal = expect(call('multiCall', [[{ methodName: 'createTag', params: ['late'] }]], numbered)).rejects.toEqual(
      refused(1006),
    );
    await rival.untilWaiting(1);
    await rival.query('commit');
    await refusal;
    expect(await call('getTag', ['late'], under(other))).toBeNull();
  });

  test('that loses the database in one of its parts fails as a whole, and nothing of it is done', async () => {
    const session = await logIn('kojiadmin');
    const parts = ['first', 'second', 'after'].map((name) => ({ methodName: 'createTag', params: [name] }));
    // From then on what comes before the first write is read elsewhere, and that write begins the transaction.
    for (const name of ['one', 'two', 'three']) await call('createTag', [name], under(session));
    await using rival = await aRival(hub.database);
    await rival.query('begin; lock table tag in exclusive mode');
    const refusal = expect(call('multiCall', [parts], under(session))).rejects.toEqual(refused(1014, 'database outage'));
    await rival.untilWaiting(1);
    await rival.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
    );
    await rival.query('commit');
    await refusal;
    expect(await Promise.all(parts.map(({ params }) => call('getTag', params)))).toEqual([null, null, null]);
    await call('multiCall', [parts], under(session));
    expect(await call('getTag', ['after'])).toMatchObject({ name: 'after' });
  });

  test('a login under a session that is good is refused', async () => {
    await expect(logIn('alice', {}, under(await logIn()))).rejects.toEqual(refused(1002, 'Already logged in'));
  });

  test.each<[string, WireValue[]]>([
    ['login', ['alice', 'secret']],
    ['getLoggedInUser', []],
  ])('a blocked user cannot %s', async (method, params) => {
    const session = await logIn();
    await hub.database.sql("update users set status = 1 where name = 'alice'");
    await expect(call(method, params, method === 'login' ? {} : under(session))).rejects.toEqual(refused(1002, /not allowed/));
    await hub.database.sql("update users set status = 0 where name = 'alice'");
  });
});
