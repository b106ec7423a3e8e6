import { expect, test } from 'vitest';
import { startHub } from '../testing/hub.fixture.ts';
import { sweepSessions } from './sweep.ts';

test('sessions that are not used go, with their locks and their subsessions; whoever is at work stays', async () => {
  await using hub = await startHub();
  const { sql, hubUrl } = hub.database;
  const builder = await hub.login('builder');
  await builder.exclusiveSession();
  await hub.login('kojira');
  await sql(`
    insert into users (name, status, usertype) select 'user' || n, 0, 0 from generate_series(1, 3) n;
    insert into sessions (id, user_id, master, closed, expired, exclusive, update_time)
      select v.id, u.id, v.master, v.closed, v.expired, v.exclusive, now() - v.idle::interval
      from users u join (values
        (1001, 'user1', null, true,  true,  null, '25 hours'),
        (1002, 'user1', null, true,  true,  null, '23 hours'),
        (1003, 'user1', null, false, true,  null, '9 days'),
        (1004, 'user1', null, false, false, true, '25 hours'),
        (1005, 'user2', null, false, false, null, '25 hours'),
        (1006, 'user2', 1005, false, false, null, '26 hours'),
        (1007, 'user2', 1005, true,  true,  null, '27 hours'),
        (1008, 'user3', null, false, false, null, '25 hours'),
        (1009, 'user3', 1008, false, false, null, '1 hour'),
        (1010, 'user3', 1008, true,  true,  null, '30 hours'),
        (1011, 'user3', null, false, false, null, '23 hours')
      ) as v (id, name, master, closed, expired, exclusive, idle) on v.name = u.name`);
  const stop = new AbortController();
  const said: unknown[] = [];
  const log = { info: (facts: unknown) => void said.push(facts), warn: (facts: unknown) => void said.push(facts) };
  sweepSessions({ connectionString: hubUrl }, 1, stop.signal, log);
  await expect.poll(() => said).toEqual([{ count: 7, days: 1 }]);
  stop.abort();
  const left = await sql('select id from sessions where id > 1000 order by id');
  expect(left.map(({ id }) => id)).toEqual([1002, 1008, 1009, 1011]);
  expect(await builder.hub.getLoggedInUser()).toMatchObject({ name: 'builder' });
});

test('a database that is away is no harm', async () => {
  const stop = new AbortController();
  const said: string[] = [];
  const note = (_facts: unknown, message: string) => void said.push(message);
  sweepSessions({ host: '127.0.0.1', port: 1 }, 1, stop.signal, { info: note, warn: note });
  await expect.poll(() => said).toEqual(['idle sessions could not be deleted']);
  stop.abort();
});

test('a sweep that the database refuses or cuts off is told, and keeps no connection', async () => {
  await using hub = await startHub();
  const { sql, hubUrl } = hub.database;
  await hub.login('kojira');
  await sql(`
    update sessions set update_time = now() - interval '2 days';
    create function refuse() returns trigger language plpgsql as $$ begin raise 'sessions are kept here'; end $$;
    create trigger refusing before delete on sessions for each row execute function refuse()`);
  const stop = new AbortController();
  const said: string[] = [];
  const log = {
    info: (_facts: unknown, message: string) => void said.push(message),
    warn: ({ err }: { err: Error }) => void said.push(err.message),
  };
  const sweep = () => sweepSessions({ connectionString: hubUrl }, 1, stop.signal, log);
  const sweepers = async (clause = 'true') => {
    const rows = await sql(`select from pg_stat_activity where application_name = 'koji-hub sweeper' and ${clause}`);
    return rows.length;
  };
  sweep();
  await expect.poll(() => said).toEqual(['sessions are kept here']);
  await expect.poll(() => sweepers()).toBe(0);

  await sql(`
    drop trigger refusing on sessions;
    create function linger() returns trigger language plpgsql as $$ begin perform pg_sleep(60); return old; end $$;
    create trigger lingering before delete on sessions for each row execute function linger()`);
  sweep();
  await expect.poll(() => sweepers("wait_event = 'PgSleep'")).toBe(1);
  await sql(`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'koji-hub sweeper'`);
  await expect.poll(() => said.slice(1)).toEqual([expect.stringMatching(/terminat/)]);
  await expect.poll(() => sweepers()).toBe(0);
  stop.abort();
});
