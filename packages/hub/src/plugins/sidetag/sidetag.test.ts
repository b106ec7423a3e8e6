import { expect, test } from 'vitest';
import { importRpms } from '../../testing/content.fixture.ts';
import { startHub } from '../../testing/hub.fixture.ts';

const settings = { Plugins: 'sidetag_hub' };
const allowAll = { tag: 'all :: allow', package_list: 'all :: allow' };

test('the sidetag policy may count what a user has', async () => {
  await using hub = await startHub({
    settings,
    policies: { sidetag: 'compare number_of_tags >= 1 :: deny enough\nall :: allow' },
  });
  await (await hub.as('kojiadmin')).createTag('base', { arches: 'x86_64' });
  const [alice, bob] = [await hub.as('alice'), await hub.as('bob')];
  const made = await alice.createSideTag('base');
  expect(made.name).toBe(`base-side-${made.id}`);
  await expect(alice.createSideTag('base')).rejects.toThrow('enough');
  await bob.createSideTag('base');
  expect(await bob.listSideTags({ basetag: 'base', user: 'alice' })).toMatchObject([{ id: made.id, user_name: 'alice' }]);
  await alice.removeSideTag(made.id);
  await alice.createSideTag('base');
  await expect(hub.anonymous.hub.createSideTag('base')).rejects.toMatchObject({ faultCode: 1004 });
});

test('a side tag is its owner’s and the administrators’', async () => {
  await using hub = await startHub({
    settings,
    policies: { mine: 'is_sidetag_owner :: yes', both: 'is_sidetag_owner both :: yes' },
  });
  const [admin, alice, bob] = [await hub.as('kojiadmin'), await hub.as('alice'), await hub.as('bob')];
  await admin.createTag('base', { arches: 'x86_64' });
  const { id } = await alice.createSideTag('base');
  for (const attempt of [bob.removeSideTag(id), bob.editSideTag(id, { debuginfo: true })])
    await expect(attempt).rejects.toMatchObject({ faultCode: 1004 });
  await expect(alice.editSideTag(id, { extra: { sidetag_user_id: 1 } })).rejects.toMatchObject({ faultCode: 1000 });
  await expect(alice.editSideTag(id, { debuginfo: true })).rejects.toThrow('not allowed in parent tag');
  await expect(admin.removeSideTag('base')).rejects.toThrow('Not a sidetag: base');
  expect(await alice.evalPolicy('mine', { tag: id }, {})).toBe('yes');
  expect(await bob.evalPolicy('mine', { tag: id }, {})).toBeNull();
  expect(await alice.evalPolicy('mine', { tag: 'base' }, {})).toBeNull();
  expect(await alice.evalPolicy('both', { tag: id }, {})).toBeNull();
  expect(await alice.evalPolicy('both', { tag: id, fromtag: id }, {})).toBe('yes');
  await admin.removeSideTag(id);
  expect(await admin.getTag(id)).toBeNull();
});

test('the base tag says which rpm macros may be changed', async () => {
  await using hub = await startHub({ settings });
  const [admin, alice] = [await hub.as('kojiadmin'), await hub.as('alice')];
  await admin.createTag('base', { arches: 'x86_64', extra: { sidetag_rpm_macros_allowed: 'dist my_*' } });
  const { id } = await alice.createSideTag('base');
  const extra = async () => (await alice.getTag(id, { strict: true }))?.extra;
  await alice.editSideTag(id, { rpm_macros: { dist: '.x', my_own: '1' } });
  expect(await extra()).toMatchObject({ 'rpm.macro.dist': '.x', 'rpm.macro.my_own': '1' });
  for (const rpm_macros of [{ vendor: 'x' }, { '1my': 'x' }])
    await expect(alice.editSideTag(id, { rpm_macros })).rejects.toMatchObject({ faultCode: 1000 });
  await alice.editSideTag(id, { remove_rpm_macros: ['dist'] });
  expect(await extra()).not.toHaveProperty('rpm.macro.dist');
});

test('names follow the plugin’s own settings, and only suffixes listed there are taken', async () => {
  const plugins = {
    sidetag: '[sidetag]\nallowed_suffixes = stack,gate\nname_template = side-{tag_id}-of-{basetag}\ntrigger_new_repo = yes\n',
  };
  await using hub = await startHub({ settings, plugins });
  await (await hub.as('kojiadmin')).createTag('base', { arches: 'x86_64' });
  const alice = await hub.as('alice');
  await expect(alice.createSideTag('base', { suffix: 'other' })).rejects.toThrow('other suffix is not allowed');
  const made = await alice.createSideTag('base', { debuginfo: true, suffix: 'gate' });
  expect(made).toMatchObject({ name: `side-${made.id}-of-base-gate`, task_id: null, request: { tag_id: made.id } });
  expect(await alice.getTag(made.id)).toMatchObject({ extra: { with_debuginfo: true, sidetag_user: 'alice' } });
});

test.each([
  ['remove_empty = yes', 'goes with', false],
  ['remove_empty = no', 'outlives', true],
])('with %s a side tag %s its last build', async (line, _outcome, stays) => {
  await using hub = await startHub({ settings, policies: allowAll, plugins: { sidetag: `[sidetag]\n${line}\n` } });
  const admin = await hub.as('kojiadmin');
  await admin.createTag('base', { arches: 'x86_64' });
  await admin.packageListAdd('base', 'foo', { owner: 'kojiadmin' });
  await importRpms(hub, 'foo-1.0-1.src.rpm');
  const { id, name } = await (await hub.as('alice')).createSideTag('base');
  await admin.tagBuildBypass(id, 'foo-1.0-1');
  await admin.untagBuildBypass(id, 'foo-1.0-1');
  expect((await admin.getTag(id)) !== null).toBe(stays);
  expect((await admin.getBuildTarget(name)) !== null).toBe(stays);
});
