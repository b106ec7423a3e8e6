import { afterAll, beforeAll, expect, test } from 'vitest';
import { startHub, type TestHub } from '../testing/hub.fixture.ts';

let hub: TestHub;
beforeAll(async () => {
  hub = await startHub();
  const admin = await hub.as('kojiadmin');
  const alice = await hub.as('alice');
  await admin.grantPermission('alice', 'tag');
  await admin.createTag('parent', { extra: { 'repo.auto': true } });
  await admin.createTag('child', { parent: 'parent' });
  await alice.editTag2('parent', { extra: { 'repo.auto': false }, locked: true });
});
afterAll(() => hub[Symbol.asyncDispose]());

test('a filter leaves out the tables it has no meaning for', async () => {
  const { hub: api } = hub.anonymous;
  expect(Object.keys(await api.queryHistory({ xkey: 'repo.auto' }))).toEqual(['tag_extra']);
  expect(Object.keys(await api.queryHistory({ tag: 'parent', user: 'alice' }))).toEqual(['tag_package_owners']);
  expect(await api.queryHistory({ tables: ['tag_config'], build: 'no-such-build' }), 'nobody asked whether it exists').toEqual(
    {},
  );
  await expect(api.queryHistory({ tables: ['tag_listing'], build: 'no-such-build' })).rejects.toMatchObject({ faultCode: 1000 });
});

test('links are history of the tag at either end', async () => {
  const { hub: api } = hub.anonymous;
  for (const tag of ['parent', 'child']) {
    expect((await api.queryHistory({ tables: ['tag_inheritance'], tag })).tag_inheritance).toMatchObject([
      { 'tag.name': 'child', 'parent.name': 'parent', active: true },
    ]);
  }
});

test('an editor’s history holds what they made and what they ended, and says which', async () => {
  const rows = (await hub.anonymous.hub.queryHistory({ tables: ['tag_extra'], editor: 'alice' })).tag_extra;
  expect(rows).toMatchObject([
    { value: 'true', active: null, creator_name: 'kojiadmin', revoker_name: 'alice', _created_by: false, _revoked_by: true },
    { value: 'false', active: true, creator_name: 'alice', revoker_name: null, _created_by: true, _revoked_by: null },
  ]);
});

test('times are text or seconds, and text that is none is refused', async () => {
  const { hub: api } = hub.anonymous;
  const count = async (times: Record<string, unknown>) =>
    (await api.queryHistory({ tables: ['tag_config'], tag: 'parent', ...times })).tag_config?.length;
  expect(await count({ after: '2001-01-01' })).toBe(2);
  expect(await count({ before: '2001-01-01 12:00:00+00' })).toBe(0);
  expect(await count({ after: Date.now() / 1000 + 1000 })).toBe(0);
  expect(await count({ active: true })).toBe(1);
  expect(await count({ active: false })).toBe(1);
  await expect(count({ after: 'yesterday-ish' })).rejects.toMatchObject({ faultCode: 1000 });
});
