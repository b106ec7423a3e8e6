import { structValue as structOf } from '@koji/common/client/typed-hub';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startHub, type TestHub } from '../testing/hub.fixture.ts';

let hub: TestHub;
let admin: Awaited<ReturnType<TestHub['as']>>;
beforeAll(async () => {
  hub = await startHub();
  admin = await hub.as('kojiadmin');
});
afterAll(() => hub[Symbol.asyncDispose]());

test('builds in a tag see each external repository once, by the nearest link, the own ones first', async () => {
  await admin.createTag('base');
  await admin.createTag('leaf', { parent: 'base' });
  for (const name of ['one', 'two', 'three']) await admin.createExternalRepo(name, `https://example.com/${name}/$arch`);
  await admin.addExternalRepoToTag('base', 'one', 1);
  await admin.addExternalRepoToTag('base', 'two', 2, { merge_mode: 'bare', arches: 'x86_64,s390x' });
  await admin.addExternalRepoToTag('leaf', 'one', 30, { merge_mode: 'simple' });
  await admin.addExternalRepoToTag('leaf', 'three', 20);
  const seen = (await admin.getExternalRepoList('leaf')).map((link) => [
    link.external_repo_name,
    link.tag_name,
    link.priority,
    link.merge_mode,
    link.arches,
  ]);
  expect(seen).toEqual([
    ['three', 'leaf', 20, 'koji', null],
    ['one', 'leaf', 30, 'simple', null],
    ['two', 'base', 2, 'bare', 'x86_64 s390x'],
  ]);
  const event = (await admin.getLastEvent())?.id ?? 0;
  await admin.removeExternalRepoFromTag('leaf', 'one');
  const links = async (at: number | null) =>
    (await admin.getTagExternalRepos({ repo_info: 'one', event: at })).map((l) => l.tag_name);
  expect(await links(null)).toEqual(['base']);
  expect(await links(event)).toEqual(['base', 'leaf']);
});

test('a link can be changed; no two of a tag share a priority', async () => {
  await admin.createTag('linked');
  for (const name of ['first', 'second']) await admin.createExternalRepo(name, 'https://example.com/');
  await admin.addExternalRepoToTag('linked', 'first', 5);
  const refused = { faultCode: 1000 };
  await expect(admin.addExternalRepoToTag('linked', 'second', 5)).rejects.toMatchObject(refused);
  await expect(admin.addExternalRepoToTag('linked', 'first', 6)).rejects.toMatchObject(refused);
  await expect(admin.addExternalRepoToTag('linked', 'second', 6, { merge_mode: 'nosuch' })).rejects.toMatchObject(refused);
  await admin.addExternalRepoToTag('linked', 'second', 6);
  await expect(admin.editTagExternalRepo('linked', 'second', { priority: 5 })).rejects.toMatchObject(refused);
  expect(await admin.editTagExternalRepo('linked', 'second', { priority: 3, merge_mode: 'bare' })).toBe(true);
  expect(await admin.editTagExternalRepo('linked', 'second', { priority: 3 })).toBe(false);
  expect(await admin.getTagExternalRepos({ tag_info: 'linked' })).toMatchObject([
    { external_repo_name: 'second', priority: 3, merge_mode: 'bare' },
    { external_repo_name: 'first', priority: 5 },
  ]);
});

test('addresses end in a slash; a deleted repository leaves its tags and comes back under its id', async () => {
  await admin.createTag('holder');
  const made = await admin.createExternalRepo('passing', 'https://example.com/a');
  expect(made.url).toBe('https://example.com/a/');
  await admin.addExternalRepoToTag('holder', 'passing', 1);
  await admin.editExternalRepo('passing', { url: 'https://example.com/b' });
  expect(await admin.getTagExternalRepos({ tag_info: 'holder' })).toMatchObject([{ url: 'https://example.com/b/' }]);
  await expect(admin.createExternalRepo('passing', 'https://example.com/')).rejects.toMatchObject({ faultCode: 1000 });
  await admin.deleteExternalRepo('passing');
  expect(await admin.getTagExternalRepos({ tag_info: 'holder' })).toEqual([]);
  expect(await admin.getExternalRepo('passing')).toBeNull();
  expect(await admin.createExternalRepo('passing', 'https://example.com/c/')).toEqual({
    id: made.id,
    name: 'passing',
    url: 'https://example.com/c/',
  });
});

test('kojira keeps what it knows of a repository, and its tags count as changed by that', async () => {
  await admin.createTag('watched');
  const { id } = await admin.createExternalRepo('watched', 'https://example.com/');
  await admin.addExternalRepoToTag('watched', 'watched', 1);
  const before = await admin.tagLastChangeEvent('watched');
  const alice = await hub.as('alice');
  await expect(alice.repo.setExternalRepoData(id, structOf({}))).rejects.toMatchObject({ faultCode: 1004 });
  await admin.grantPermission('alice', 'repo');
  await alice.repo.setExternalRepoData(id, structOf({ max_ts: 1.5, note: 'x' }));
  await alice.repo.setExternalRepoData(id, structOf({ max_ts: 2.5 }));
  expect(await hub.anonymous.hub.repo.getExternalRepoData(id)).toEqual({ max_ts: 2.5 });
  expect(await admin.tagLastChangeEvent('watched')).toBeGreaterThan(before ?? 0);
});
