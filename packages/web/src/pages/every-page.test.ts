import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestSite, type TestSite } from '../http/test-site.fixture.ts';
import { makeToken } from '../session/csrf.ts';
import { hostile, hostileHub } from './hostile-hub.fixture.ts';
import { entries } from './registry.ts';

/** An address of every page. Those with a form, and those for the visitor alone, are asked for by one who is logged in. */
const addresses: Readonly<Record<string, string>> = {
  '': '',
  activesession: 'activesession',
  api: 'api',
  archiveinfo: 'archiveinfo?archiveID=10',
  archivelist: 'archivelist?type=image&imageID=10',
  buildinfo: 'buildinfo?buildID=5',
  buildrootinfo: 'buildrootinfo?buildrootID=9',
  buildroots: 'buildroots?repoID=11',
  builds: 'builds?tagID=4&packageID=2&userID=7',
  buildsbystatus: 'buildsbystatus?days=-1',
  buildsbytarget: 'buildsbytarget',
  buildsbyuser: 'buildsbyuser',
  buildtargetcreate: 'buildtargetcreate',
  buildtargetedit: 'buildtargetedit?targetID=4',
  buildtargetinfo: 'buildtargetinfo?targetID=4',
  buildtargets: 'buildtargets',
  channelinfo: 'channelinfo?channelID=4',
  channels: 'channels',
  clusterhealth: 'clusterhealth',
  externalrepoinfo: 'externalrepoinfo?extrepoID=2',
  fileinfo: 'fileinfo?rpmID=6&filename=/etc/x',
  hostedit: 'hostedit?hostID=1',
  hostinfo: 'hostinfo?hostID=1',
  hosts: 'hosts?state=all',
  notificationcreate: 'notificationcreate',
  notificationedit: 'notificationedit?notificationID=13',
  packageinfo: 'packageinfo?packageID=2',
  packages: 'packages?tagID=4',
  repoinfo: 'repoinfo?repoID=11',
  reporequest: 'reporequest?reqID=12',
  reporequests: 'reporequests?active=all',
  reports: 'reports',
  rpminfo: 'rpminfo?rpmID=6',
  rpmlist: 'rpmlist?type=component&buildrootID=9',
  rpmsbyhost: 'rpmsbyhost',
  search: 'search?type=package&match=glob&terms=x*',
  tagcreate: 'tagcreate',
  tagedit: 'tagedit?tagID=4',
  taginfo: 'taginfo?tagID=4',
  tagparent: 'tagparent?tagID=4&parentID=2&action=edit',
  tags: 'tags',
  taskinfo: 'taskinfo?taskID=3',
  tasks: 'tasks?state=all',
  tasksbyhost: 'tasksbyhost',
  tasksbyuser: 'tasksbyuser',
  userinfo: 'userinfo?userID=7',
  users: 'users',
  watchlogs: 'watchlogs?taskID=3',
};

let site: TestSite;
beforeAll(async () => {
  site = await startTestSite(hostileHub);
});
afterAll(() => site[Symbol.asyncDispose]());

interface Tag {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
}
/** The opening tags of a document. */
function tagsOf(html: string): Tag[] {
  return [...html.matchAll(/<([a-z]\w*)((?:\s+[\w-]+(?:="[^"]*")?)*)\s*\/?>/g)].map(([, name = '', attributes = '']) => ({
    name,
    attributes: new Map([...attributes.matchAll(/([\w-]+)(?:="([^"]*)")?/g)].map(([, key = '', value = '']) => [key, value])),
  }));
}
const isDangerous = ({ attributes }: Tag) =>
  [...attributes].some(
    ([key, value]) => /^on|^style$/.test(key) || (/^(href|src|action)$/.test(key) && /^(?!https?:)[a-z]+:/i.test(value)),
  );

test('the list of addresses has every page', () => {
  const pages = entries.filter(({ kind }) => kind === 'page' || kind === 'form').map(({ name }) => name);
  expect(Object.keys(addresses).sort()).toEqual(pages.sort());
});

test.each(Object.entries(addresses))('page “%s” shows whatever the hub says as text', async (_name, address) => {
  const { statusCode, body } = await site.get(address, { cookie: site.cookie() });
  expect(statusCode).toBe(200);
  const tags = tagsOf(body);
  const named = (wanted: string) => tags.filter(({ name }) => name === wanted);
  expect(named('main')).toHaveLength(1);
  expect(named('h1')).toHaveLength(1);
  // The one script and the one picture are the site's own.
  expect(named('script').map(({ attributes }) => attributes.get('src'))).toEqual([
    expect.stringMatching(/^\/koji\/static\/koji\.js\?v=[\w-]+$/),
  ]);
  expect(named('img').map(({ attributes }) => attributes.get('src'))).toEqual([expect.stringMatching(/^\/koji\/static\/icon/)]);
  expect(tags.filter(isDangerous)).toEqual([]);
  expect(body).not.toContain(hostile);
});

test.each(Object.entries(addresses))('page “%s” can be sent a hostile address without running it', async (name, address) => {
  const own = address.split('?')[1] ?? '';
  const params = new URLSearchParams(own);
  for (const param of [...params.keys(), 'order', 'start', 'prefix', 'page', 'terms', 'method', 'arch', 'channel', 'pattern']) {
    const sent = new URLSearchParams(own);
    sent.set(param, hostile);
    const { statusCode, body } = await site.get(`${name}?${sent}`, { cookie: site.cookie() });
    expect({ param, is: [200, 400, 404].includes(statusCode) }).toEqual({ param, is: true });
    expect(body).not.toContain(hostile);
    expect(tagsOf(body).filter(({ name: tag }) => tag === 'script')).toHaveLength(1);
  }
});

test('feeds for programs give markup no meaning either', async () => {
  const feed = await site.get('recentbuilds');
  expect(feed.headers['content-type']).toContain('xml');
  expect(feed.body).not.toMatch(/<script|<img/);
  const status = await site.get('taskstatus?taskID=3');
  expect(status.headers['content-type']).toContain('text/plain');
  const name = encodeURIComponent(`${hostile}.log`);
  const file = await site.get(`getfile?taskID=3&name=${name}&volume=${encodeURIComponent(hostile)}`);
  expect(file.headers['content-security-policy']).toContain('sandbox');
  expect(file.headers['content-type']).toContain('text/plain');
});

test('forms are for those who are logged in', async () => {
  const forms = entries.filter((entry) => entry.kind === 'form' || (entry.kind === 'page' && entry.asVisitor));
  expect(forms.length).toBeGreaterThan(8);
  for (const { name } of forms) expect((await site.get(addresses[name] as string)).statusCode).toBe(403);
});

const changes = entries.filter(({ kind }) => kind === 'form' || kind === 'action').map(({ name }) => name);
/** What any of them may want to know. */
const fields = {
  ...Object.fromEntries(
    ['taskID', 'buildID', 'tagID', 'targetID', 'hostID', 'notificationID', 'sessionID'].map((id) => [id, '3']),
  ),
  parentID: '2',
  action: 'edit',
  name: 'fresh',
  priority: '1',
  buildTag: '4',
  destTag: '4',
  package: 'all',
  tag: 'all',
  capacity: '2',
};

test.each(changes)('“%s” is done for no one but the visitor who asks for it on a page of ours', async (name) => {
  const post = async (a: string, headers: Record<string, string>) => {
    site.actors.length = 0;
    const { statusCode } = await site.post(name, { ...fields, a }, headers);
    return { statusCode, actors: [...site.actors] };
  };
  const own = { cookie: site.cookie() };
  const hourAgo = makeToken('alice', Date.now() / 1000 - 3600, site.secret);
  const attempts = {
    'without a token': await post('', own),
    'with the token of another': await post(site.token('mallory'), own),
    'with an old token': await post(hourAgo, own),
    'without a cookie': await post(site.token(), {}),
    'with a forged cookie': await post(site.token(), { cookie: `${own.cookie}x` }),
    'from another site': await post(site.token(), { ...own, origin: 'https://evil.example' }),
    'from a page nobody knows': await post(site.token(), { ...own, origin: 'null' }),
    'from a neighbour': await post(site.token(), { ...own, 'sec-fetch-site': 'same-site' }),
  };
  for (const [how, attempt] of Object.entries(attempts))
    expect({ how, ...attempt }).toEqual({ how, statusCode: 403, actors: [] });
  site.actors.length = 0;
  await site.get(`${name}?${new URLSearchParams({ ...fields, a: site.token() })}`, own);
  expect(site.actors).toEqual([]);
  // None of that was refused for what it asks.
  expect((await post(site.token(), own)).actors).toEqual(['alice']);
});
