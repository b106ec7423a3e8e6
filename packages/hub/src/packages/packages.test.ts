import type { TagPackage } from '@koji/common/types/package';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startHub, type TestHub } from '../testing/hub.fixture.ts';

let hub: TestHub;
beforeAll(async () => {
  hub = await startHub({
    policies: { package_list: 'has_perm admin :: allow\ntag open* && match action add update :: allow\nall :: deny' },
  });
});
afterAll(() => hub[Symbol.asyncDispose]());

test('the policy decides who may change the package list of a tag', async () => {
  const [admin, alice] = [await hub.as('kojiadmin'), await hub.as('alice')];
  await admin.createTag('open');
  await admin.createTag('closed');
  await alice.packageListAdd('open', 'bash', { owner: 'alice' });
  await expect(alice.packageListAdd('closed', 'bash', { owner: 'alice' })).rejects.toMatchObject({ faultCode: 1004 });
  await expect(alice.packageListBlock('open', 'bash')).rejects.toMatchObject({ faultCode: 1004 });
  await expect(alice.packageListBlock('open', 'bash', { force: true }), 'force is for administrators').rejects.toMatchObject({
    faultCode: 1004,
  });
  const odd = { owner: 'alice', extra_arches: 'bad!' };
  await expect(alice.packageListAdd('closed', 'bash', odd), 'before it is read').rejects.toMatchObject({ faultCode: 1004 });
  await expect(alice.packageListAdd('open', 'zsh', odd)).rejects.toMatchObject({ faultCode: 1000 });
  expect(await alice.getPackage('zsh'), 'nothing is left of it').toBeNull();
  await expect(hub.anonymous.hub.packageListRemove('open', 'bash')).rejects.toMatchObject({ faultCode: 1004 });
});

test('lifting an inherited block lists the package anew; lifting a tag’s own shows what is inherited', async () => {
  const admin = await hub.as('kojiadmin');
  await admin.createTag('parent');
  await admin.createTag('child', { parent: 'parent' });
  await admin.packageListAdd('parent', 'zsh', { owner: 'kojiadmin', extra_arches: 'i686' });
  await admin.packageListBlock('parent', 'zsh');
  expect(await admin.checkTagPackage('child', 'zsh')).toBe(false);
  await admin.packageListUnblock('child', 'zsh');
  expect(await admin.getPackageConfig('child', 'zsh')).toMatchObject({ tag_name: 'child', blocked: false, extra_arches: 'i686' });
  await admin.packageListUnblock('parent', 'zsh');
  expect(await admin.checkTagPackage('parent', 'zsh')).toBe(true);
  await admin.packageListBlock('child', 'zsh');
  await admin.packageListUnblock('child', 'zsh');
  expect(await admin.getPackageConfig('child', 'zsh')).toMatchObject({ tag_name: 'parent', blocked: false });
});

test('a tag’s own packages are listed before inherited ones, and all entries of a package together', async () => {
  const admin = await hub.as('kojiadmin');
  await admin.createTag('far');
  await admin.createTag('near', { parent: 'far' });
  for (const name of ['one', 'two', 'three']) await admin.packageListAdd('far', name, { owner: 'kojiadmin' });
  await admin.packageListBlock('near', 'two');
  const listed = async (options: { with_dups?: boolean }) =>
    ((await admin.listPackages({ tagID: 'near', inherited: true, ...options })) as TagPackage[]).map(
      ({ package_name, tag_name, blocked }) => `${package_name} ${tag_name}${blocked ? ' blocked' : ''}`,
    );
  expect(await listed({})).toEqual(['two near blocked', 'one far', 'three far']);
  expect(await listed({ with_dups: true })).toEqual(['two near blocked', 'two far', 'one far', 'three far']);
});

test('a filter whose expression never comes to an end is given up, and other calls go on', async () => {
  const admin = await hub.as('kojiadmin');
  const source = await admin.createTag('source');
  await admin.createTag('filtered');
  const name = `${'a'.repeat(40)}-x`;
  await admin.packageListAdd('source', name, { owner: 'kojiadmin' });
  const link = (pkg_filter: string) => ({
    parent_id: source,
    priority: 0,
    maxdepth: null,
    intransitive: false,
    noconfig: false,
    pkg_filter,
  });
  const listed = () => admin.listPackages({ tagID: 'filtered', inherited: true });
  await admin.setInheritanceData('filtered', [link('a+-x')]);
  expect(await listed()).toMatchObject([{ package_name: name }]);
  await admin.setInheritanceData('filtered', [link('(a+)+$')], { clear: true });
  await expect(listed()).rejects.toThrow('Package filters take too long: (a+)+$');
  expect(await admin.getTag('filtered')).toMatchObject({ name: 'filtered' });
});

test('a change of owner alone leaves the entry as it was', async () => {
  const admin = await hub.as('kojiadmin');
  await admin.createTag('owned');
  await admin.packageListAdd('owned', 'ksh', { owner: 'kojiadmin' });
  await admin.packageListSetOwner('owned', 'ksh', 'alice');
  expect(await admin.getPackageConfig('owned', 'ksh')).toMatchObject({ owner_name: 'alice' });
  const history = await admin.queryHistory({ tag: 'owned' });
  expect(history.tag_packages).toHaveLength(1);
  expect(history.tag_package_owners).toHaveLength(2);
});

test('a package whose name would lead out of the tree is refused', async () => {
  const admin = await hub.as('kojiadmin');
  for (const name of ['..', 'a/b'])
    await expect(admin.packageListAdd('open', name, { owner: 'alice' }), name).rejects.toMatchObject({ faultCode: 1000 });
});

test('entries are ordered by one column and come as structs; a prefix may hold patterns', async () => {
  const admin = await hub.as('kojiadmin');
  await admin.createTag('listing');
  for (const name of ['gamma', 'Galaxy']) await admin.packageListAdd('listing', name, { owner: 'kojiadmin' });
  const names = async (args: Parameters<typeof admin.listPackages>[0]) =>
    ((await admin.listPackages(args)) as TagPackage[]).map((entry) => entry.package_name);
  expect(await names({ tagID: 'listing', queryOpts: { order: '-package_id', asList: true } })).toEqual(['Galaxy', 'gamma']);
  await expect(names({ tagID: 'listing', queryOpts: { order: 'tag_id,package_id' } })).rejects.toMatchObject({ faultCode: 1000 });
  expect(await names({ tagID: 'listing', queryOpts: { order: '-owner_name' } }), 'as without an order').toEqual([
    'gamma',
    'Galaxy',
  ]);
  expect(await names({ prefix: 'GA_' })).toEqual(['gamma', 'Galaxy']);
  expect(await names({ prefix: 'ga*' })).toEqual([]);
});
