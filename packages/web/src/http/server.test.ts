import { GenericError } from '@koji/common/errors';
import type { Script } from '@koji/common/testing/scripted-hub';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startTestSite, type TestSite } from './test-site.fixture.ts';

const hostile = `"><script>alert('x')</script>`;
const user = { id: 1, name: hostile, status: 0, usertype: 0, krb_principals: [] };
const alice = { ...user, id: 7, name: 'alice' };
const task = {
  id: 3,
  method: 'sleep',
  state: 0,
  owner: alice.id,
  arch: 'noarch',
  channel_id: 1,
  host_id: null,
  parent: null,
  label: hostile,
  priority: 20,
  weight: 1,
  waiting: null,
  awaited: null,
  create_time: '2026-01-02 03:04:05.000000',
  create_ts: 1_767_323_045.5,
  start_time: null,
  start_ts: null,
  completion_time: null,
  completion_ts: null,
  request: [hostile],
};
const build = {
  build_id: 5,
  id: 5,
  nvr: `${hostile}-1-1`,
  name: hostile,
  package_name: hostile,
  package_id: 2,
  version: '1',
  release: '1',
  epoch: null,
  state: 1,
  owner_id: 1,
  owner_name: hostile,
  task_id: null,
  volume_name: 'DEFAULT',
  completion_time: '2026-01-02 03:04:05.000000',
  completion_ts: 1_767_323_045.5,
};
const moduleBuild = { ...build, name: 'hello', extra: { typeinfo: { module: { module_build_service_id: 77 } } } };
const script: Script = {
  getUser: (info) => (info === 'alice' || JSON.stringify(info).includes('alice') ? alice : user),
  getUserPerms: () => [],
  listUsers: () => [user],
  listTags: () => [{ id: 4, name: hostile, arches: hostile, perm: hostile, perm_id: 1, locked: true }],
  listBuilds: () => [build],
  getBuild: (id) => (id === moduleBuild.build_id ? moduleBuild : null),
  getBuildType: () => null,
  listRPMs: () => [],
  listArchives: () => [],
  getBuildLogs: () => [],
  getChangelogEntries: () => [],
  getTag: () => null,
  getPackage: () => null,
  getTaskInfo: () => task,
  getTaskDescendents: () => ({ '3': [] }),
  listBuildroots: () => [],
  listTaskOutput: () => ({ [`${hostile}.log`]: { DEFAULT: { st_size: '10', st_mtime: 1_767_323_045 } } }),
  getTaskResult: () => null,
  getChannel: () => ({ id: 1, name: hostile }),
  getAverageBuildDuration: () => null,
  cancelTask: () => null,
  getAllPerms: () => [{ id: 2, name: 'packagers', description: null }],
  mavenEnabled: () => false,
  createTag(name) {
    throw new GenericError(`A tag cannot be called ${name}`);
  },
};

describe('the web server', () => {
  let site: TestSite;

  beforeAll(async () => {
    site = await startTestSite(script, 'MBS_WEB_URL = https://mbs.example.com\n');
  });
  beforeEach(() => {
    site.hub.calls.length = 0;
    site.actors.length = 0;
  });
  afterAll(() => site[Symbol.asyncDispose]());

  const cookie = () => site.cookie();
  const token = (name?: string) => site.token(name);
  const get = (page: string) => site.get(page);
  const post = (page: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
    site.post(page, fields, headers);

  test.each(['builds', 'tags', 'users', 'taskinfo?taskID=3'])(
    'foreign names on %s are shown and never become markup',
    async (page) => {
      const { statusCode, body } = await get(page);
      expect(statusCode).toBe(200);
      expect(body).toContain('&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;');
      expect(body).not.toContain('<script>');
    },
  );
  test('what an address says is shown as text too', async () => {
    const { body } = await get(`builds?prefix=${encodeURIComponent(hostile)}`);
    expect(body).toContain('&lt;script&gt;');
    expect(body).not.toContain('<script>');
  });

  test.each([
    ['nosuchpage', 404, 'nosuchpage'],
    ['no/such/page', 404, '/koji/no/such/page'],
    ['buildinfo?buildID=41', 404, '41'],
    ['taskinfo?taskID=x', 400, 'taskID'],
    ['taskinfo', 400, 'taskID'],
    ['builds?order=secret', 400, 'order'],
  ])('%s is answered with %i and says what is wrong', async (page, status, word) => {
    const { statusCode, body } = await get(page);
    expect(statusCode).toBe(status);
    expect(/<main[\s\S]*<\/main>/.exec(body)?.[0]).toContain(word);
  });

  test('whoever has not logged in can change nothing', async () => {
    expect((await post('canceltask', { taskID: '3', a: token() })).statusCode).toBe(403);
    expect((await post('canceltask', { taskID: '3' }, { cookie: `${cookie()}x` })).statusCode).toBe(403);
    expect(site.actors).toEqual([]);
  });
  test('a cookie alone changes nothing: other sites can have it sent', async () => {
    for (const a of ['', 'x.y', token('mallory')]) {
      const { statusCode, body } = await post('canceltask', { taskID: '3', a }, { cookie: cookie() });
      expect(statusCode).toBe(403);
      expect(body).toContain('Nothing has been done yet.');
    }
    const link = await site.get(`canceltask?taskID=3&a=${token()}`, { cookie: cookie() });
    expect(link.body).toContain('Cancel task 3?');
    expect([site.actors, site.hub.asked('cancelTask')]).toEqual([[], []]);
  });
  test('a post from another site changes nothing, even with a token', async () => {
    for (const from of [{ origin: 'http://evil.example' }, { origin: 'null' }, { 'sec-fetch-site': 'cross-site' }]) {
      const answer = await post('canceltask', { taskID: '3', a: token() }, { cookie: cookie(), ...from } as Record<
        string,
        string
      >);
      expect(answer.statusCode).toBe(403);
    }
    expect([site.actors, site.hub.asked('cancelTask')]).toEqual([[], []]);
  });
  test('our own button works, once, in the name of the visitor', async () => {
    const headers = { cookie: cookie(), host: 'web.test', origin: 'http://web.test', 'sec-fetch-site': 'same-origin' };
    const answer = await post('canceltask', { taskID: '3', a: token() }, headers);
    expect([answer.statusCode, answer.headers.location]).toEqual([303, '/koji/taskinfo?taskID=3']);
    expect([site.actors, site.hub.asked('cancelTask')]).toEqual([['alice'], [[3]]]);
  });
  test('what the hub says against a form stands above it, with what was sent', async () => {
    const headers = { cookie: cookie() };
    const fields = { name: 'f<50', arches: 'x86_64 riscv64', locked: 'on', permission: '2' };
    const { statusCode, body } = await post('tagcreate', { ...fields, a: token() }, headers);
    expect(statusCode).toBe(400);
    expect(body).toContain('role="alert">A tag cannot be called f&lt;50<');
    expect(body).toContain('name="name" value="f&lt;50"');
    expect(body).toContain('value="x86_64 riscv64"');
    expect(body).toMatch(/name="locked" value="on" checked/);
    expect(body).not.toContain('maven_support');
    expect(body).toMatch(/<option value="2" selected/);
    expect(site.hub.asked('createTag')).toHaveLength(1);
  });
  test('a form with an old token is shown once more, but not when another site has sent it', async () => {
    const fields = { name: 'f50', a: 'x.y' };
    const late = await post('tagcreate', fields, { cookie: cookie() });
    expect([late.statusCode, /value="f50"/.test(late.body)]).toEqual([403, true]);
    const foreign = await post('tagcreate', fields, { cookie: cookie(), origin: 'http://evil.example' });
    expect([foreign.statusCode, /f50|<input type="text"/.test(foreign.body)]).toEqual([403, false]);
    expect([site.actors, site.hub.asked('createTag')]).toEqual([[], []]);
  });
  test('a page about a problem knows who is logged in', async () => {
    const answer = await site.get('buildinfo?buildID=41', { cookie: cookie() });
    expect([answer.statusCode, /Log out/.test(answer.body)]).toEqual([404, true]);
  });
  test('a build of a module leads to the module build service', async () => {
    expect((await get('buildinfo?buildID=5')).body).toContain('href="https://mbs.example.com/module/77"');
  });
  test('pages that only show something take no posts', async () => {
    expect((await post('builds', {}, { cookie: cookie() })).statusCode).toBe(405);
  });

  test('the way to log in leads back to pages of ours alone', async () => {
    const login = async (page: string) =>
      new URL((await get(`login?${new URLSearchParams({ page })}`)).headers.location as string).searchParams.get('page');
    expect(await login('tasks?owner=alice')).toBe('tasks?owner=alice');
    for (const elsewhere of ['https://evil.example/', '//evil.example/', '/\\evil.example', 'javascript:alert(1)'])
      expect(await login(elsewhere)).toBeNull();
  });

  test.each(['', 'nosuchpage', 'taskinfo?taskID=x', 'static/koji.css', 'login', 'recentbuilds', '../healthz'])(
    'the answer of /%s lets no foreign or inline script run',
    async (page) => {
      const { headers } = await get(page);
      const policy = String(headers['content-security-policy']);
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self'");
      expect(policy).not.toContain('unsafe');
      expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY' });
    },
  );
});
