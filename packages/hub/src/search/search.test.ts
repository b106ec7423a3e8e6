import { afterAll, beforeAll, expect, test } from 'vitest';
import { startHub, type TestHub } from '../testing/hub.fixture.ts';

let hub: TestHub;
beforeAll(async () => {
  hub = await startHub();
  const admin = await hub.as('kojiadmin');
  for (const name of ['f42', 'f42_build', 'f42%x', 'F43'])
    await hub.database.sql(
      'with t as (insert into tag (name) values ($1) returning id) insert into tag_config (tag_id, creator_id) select id, 1 from t',
      [name],
    );
  await admin.createTag('gone');
  await admin.deleteTag('gone');
});
afterAll(() => hub[Symbol.asyncDispose]());

const cases: readonly [string, string, string[]][] = [
  ['f42', 'exact', ['f42']],
  ['f4?', 'glob', ['F43', 'f42']],
  ['*_*', 'glob', ['f42_build']],
  ['*%*', 'glob', ['f42%x']],
  ['^F\\d+$', 'regexp', ['F43', 'f42']],
  ['gone', 'exact', []],
];
for (const [terms, matchType, expected] of cases) {
  test(`a search for ${terms} as ${matchType} finds ${expected.join(' and ') || 'nothing'}`, async () => {
    const found = (await hub.anonymous.hub.search(terms, 'tag', matchType)) as { name: string }[];
    expect(found.map(({ name }) => name).sort()).toEqual(expected);
  });
}
test('a regular expression that cannot be read is the caller’s fault', async () => {
  await expect(hub.anonymous.hub.search('(', 'tag', 'regexp')).rejects.toMatchObject({ faultCode: 1000 });
});

test('a regular expression that takes too long is given up', async () => {
  await using slow = await startHub({ settings: { RegexpSearchLimit: '1' } });
  const admin = await slow.login('kojiadmin');
  const name = 'a'.repeat(200);
  await admin.hub.createTag(name);
  const hostile = '^(a*)(a*)(a*)(a*)(a*)\\1\\2\\3\\4\\5a$';
  const refused = { faultCode: 1000, message: expect.stringContaining('no answer within 1 seconds') };
  await expect(admin.hub.search(hostile, 'tag', 'regexp')).rejects.toMatchObject(refused);
  await expect(admin.hub.search(hostile, 'tag', 'regexp', { queryOpts: { countOnly: true } })).rejects.toMatchObject(refused);
  const both = await admin.batch((hub) => [hub.search(hostile, 'tag', 'regexp'), hub.search('^a', 'tag', 'regexp')] as const);
  expect(both).toMatchObject([refused, [{ name }]]);
  admin.close();
});

test('another method’s list can be counted, ordered and cut', async () => {
  const { hub: api } = hub.anonymous;
  expect(await api.count('listTags')).toBe(4);
  expect(await api.count('listTags', { pattern: 'f42*' })).toBe(3);
  expect(await api.count('listPackages'), 'lists that stream').toBe(0);
  const [total, rows] = await api.countAndFilterResults('listTags', {
    perms: false,
    filterOpts: { order: '-name', offset: 1, limit: 2 },
  });
  expect([total, (rows as { name: string }[]).map(({ name }) => name)]).toEqual([4, ['f42%x', 'f42']]);
  await expect(api.filterResults('getTag', 'f42')).rejects.toMatchObject({ faultCode: 1000 });
});
test('the wrapped method’s own access rules hold, and wrappers do not wrap each other', async () => {
  await expect(hub.anonymous.hub.count('createTag', 'sneaky')).rejects.toMatchObject({ faultCode: 1004 });
  await expect(hub.anonymous.hub.count('count', 'listTags')).rejects.toMatchObject({ faultCode: 1000 });
});

const beginnings: readonly [string, 'package' | 'build', string[]][] = [
  ['foo*', 'package', ['Foo-bar', 'foo', 'foo-bar', 'foob']],
  ['FOO-*', 'package', ['Foo-bar', 'foo-bar']],
  ['foo?', 'package', ['foob']],
  ['foo', 'package', ['foo']],
  ['*oob', 'package', ['foob']],
  ['éA*', 'package', ['Éa']],
  ['fo_*', 'package', []],
  ['foo-*-1', 'build', ['Foo-bar-2-1', 'foo-2-1', 'foo-bar-2-1']],
  ['foo*', 'build', ['Foo-bar-2-1', 'foo-2-1', 'foo-bar-2-1', 'foob-2-1']],
];
test('a search by how names begin finds all of them, whatever their case', async () => {
  const admin = await hub.as('kojiadmin');
  for (const name of ['foo', 'foo-bar', 'Foo-bar', 'foob', 'fo', 'fop', 'gfoo'])
    await admin.createEmptyBuild(name, '2', '1', null);
  await hub.database.sql(`insert into package (name) values ('Éa')`);
  for (const [terms, kind, expected] of beginnings) {
    const found = (await hub.anonymous.hub.search(terms, kind, 'glob')) as { name: string }[];
    expect([terms, ...found.map(({ name }) => name).sort()]).toEqual([terms, ...expected]);
  }
});

test('an exact name is found wherever its dashes are, and one of nothing but dashes is none', async () => {
  const admin = await hub.as('kojiadmin');
  await admin.createEmptyBuild('exact-one', '1', '1.fc40', null);
  await hub.database.sql(
    `insert into rpminfo (build_id, name, version, release, arch, external_repo_id, buildtime, payloadhash, size, draft)
     select id, 'exact-one-libs', '1', '1.fc40', 'x86_64', 0, 0, '', 0, false from build where version = '1' and release = '1.fc40'`,
  );
  // A version with a dash, as other programs may have filed it.
  await hub.database.sql(`update build set version = '2-rc' where version = '1' and release = '1.fc40'`);
  const found = async (terms: string, kind: string) =>
    ((await hub.anonymous.hub.search(terms, kind, 'exact')) as { name: string }[]).map(({ name }) => name);
  expect(await found('exact-one-2-rc-1.fc40', 'build')).toEqual(['exact-one-2-rc-1.fc40']);
  expect(await found('exact-one-2-rc', 'build')).toEqual([]);
  expect(await found('Exact-one-2-rc-1.fc40', 'build')).toEqual([]);
  expect(await found('exact-one-libs-1-1.fc40.x86_64.rpm', 'rpm')).toEqual(['exact-one-libs-1-1.fc40.x86_64.rpm']);
  expect(await found('exact-one-libs-1-1.fc40.x86_64', 'rpm')).toEqual([]);
  expect(await found('-'.repeat(5000), 'build')).toEqual([]);
});

test('pages of builds far in, and their number, are those of the whole list', async () => {
  const { hub: api } = hub.anonymous;
  const ids = async (options: object) =>
    ((await api.listBuilds(options)) as { build_id: number }[]).map((build) => build.build_id);
  for (const filter of [{}, { prefix: 'foo' }, { state: 1 }, { createdAfter: '2020-01-01', pattern: '*-2-*' }]) {
    const all = await ids(filter);
    expect(all.length).toBeGreaterThan(3);
    expect(await api.listBuilds({ ...filter, queryOpts: { countOnly: true } })).toBe(all.length);
    expect(await api.listBuilds({ ...filter, queryOpts: { countOnly: true, offset: 2, limit: 50 } })).toBe(all.length - 2);
    for (const order of [null, 'build_id', '-build_id', 'name,-build_id']) {
      const ordered = await ids({ ...filter, queryOpts: { order } });
      expect(await ids({ ...filter, queryOpts: { order, offset: 1, limit: 2 } })).toEqual(ordered.slice(1, 3));
      expect(await ids({ ...filter, queryOpts: { order, offset: 2 } })).toEqual(ordered.slice(2));
    }
  }
});

test.each([{ packageID: 999_999 }, { userID: 999_999 }, { cgID: 999_999 }, { packageID: 'nosuch' }])(
  'builds of what does not exist (%j) are none, and are not counted',
  async (filter) => {
    const api = hub.anonymous.hub;
    expect(await api.listBuilds(filter)).toEqual([]);
    expect(await api.listBuilds({ ...filter, queryOpts: { countOnly: true } })).toEqual([]);
  },
);
