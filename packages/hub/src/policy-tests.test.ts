import { readFileSync } from 'node:fs';
import { simpleTests } from '@koji/common/policy/simple-tests';
import type { WireStruct } from '@koji/common/wire/values';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundledPlugins } from './plugins/bundled.ts';
import { policyTests } from './policy-tests.ts';
import { aBuilder, anOpenTask, aRepo, importRpms } from './testing/content.fixture.ts';
import { startHub, type TestHub } from './testing/hub.fixture.ts';

/** Placeholders for ids that are known only when the hub runs. */
type Known = { foo: number; made: number; draft: number; buildroot: number };
type Facts = WireStruct | ((known: Known) => WireStruct);

/** A test as rules have it, facts, and whether it holds for alice. Undefined where it must be an error. */
const cases: [rule: string, facts: Facts, holds: boolean | undefined][] = [
  ['all', {}, true],
  ['true', {}, true],
  ['none', {}, false],
  ['false', {}, false],
  ['has field', { field: null }, true],
  ['has field', { other: 1 }, false],
  ['bool field', { field: 1 }, true],
  ['bool field', { field: 0 }, false],
  ['bool field', {}, false],
  ['match field a* b', { field: 'ab' }, true],
  ['match field A*', { field: 'ab' }, false],
  ['match field *', { field: null }, false],
  ['match_any field b*', { field: ['a', 'bc', null] }, true],
  ['match_any field b*', { field: 'bc' }, false],
  ['match_all field b* a', { field: ['a', 'bc'] }, true],
  ['match_all field b*', { field: ['a', 'bc'] }, false],
  ['match_all field b*', { field: [] }, false],
  ['compare n >= 5', { n: 5 }, true],
  ['compare n != 5', { n: 5 }, false],
  ['compare n < 5', {}, false],
  ['compare n < 5', { n: 'four' }, undefined],
  ['target dist*', { target: 'dist-updates' }, true],
  ['operation tag', { operation: 'untag' }, false],
  ['method build*', { method: 'buildArch' }, true],
  ['vm_name win*', { vm_name: 'win7' }, true],
  ['is_child_task', { parent: 5 }, true],
  ['is_child_task', { parent: null }, false],
  ['skip_tag', { skip_tag: true }, true],
  ['skip_tag', {}, false],
  ['package f*', { package: 'foo' }, true],
  ['package f*', { build: 'foo-1.0-1' }, true],
  ['package n*', { package: 'new-one' }, true],
  ['package f*', {}, undefined],
  ['is_new_package', { package: 'new-one' }, true],
  ['is_new_package', { package: 'foo' }, false],
  ['version 1.*', { build: 'foo-1.0-1' }, true],
  ['version 1.*', { version: '2' }, false],
  ['version 1.*', {}, undefined],
  ['release 1', ({ foo }) => ({ build: foo }), true],
  ['release 1', {}, undefined],
  ['volume DEF*', { build: 'foo-1.0-1' }, true],
  ['volume DEF*', { volume: 'nosuch' }, false],
  ['volume DEF*', {}, false],
  ['tag dist*', { tag: 'dist-build' }, true],
  ['tag dist*', { tag: null }, false],
  ['tag dist*', { tag: 'nosuch' }, false],
  ['fromtag dist*', { fromtag: 'dist' }, true],
  ['fromtag dist*', { tag: 'dist' }, false],
  ['hastag di*', { build: 'foo-1.0-1' }, true],
  ['hastag gone', { build: 'foo-1.0-1' }, false],
  ['hastag *', {}, false],
  ['buildtag *-build', { build_tag: 'dist-build' }, true],
  ['buildtag *-build', { build_tags: ['dist', 'dist-build'] }, true],
  ['buildtag *-build', { target: 'dist' }, true],
  ['buildtag *-build', ({ buildroot }) => ({ buildroots: [buildroot, null] }), true],
  ['buildtag *-build', { build: 'foo-1.0-1' }, false],
  ['buildtag_inherits_from base', { build_tag: 'dist-build' }, true],
  ['buildtag_inherits_from dist-build', { build_tag: 'dist-build' }, false],
  ['buildtag_inherits_from base', { target: 'dist' }, true],
  ['buildtype mav*', { btypes: ['rpm', 'maven'] }, true],
  ['buildtype rpm', { build: 'foo-1.0-1' }, true],
  ['buildtype win', { build: 'foo-1.0-1' }, false],
  ['cg_match_any osbs', { cg_list: ['osbs', null] }, true],
  ['cg_match_any osbs', { build: 'foo-1.0-1' }, false],
  ['cg_match_all osbs', { cg_list: ['osbs', null] }, false],
  ['cg_match_all osbs', { cg_list: ['osbs'] }, true],
  ['cg_match_all osbs', { cg_list: [] }, false],
  ['imported', { build: 'foo-1.0-1' }, true],
  ['imported', ({ made }) => ({ build: made }), false],
  ['imported', {}, undefined],
  ['user al*', {}, true],
  ['user kojiadmin', { user_id: 'kojiadmin' }, true],
  ['user al*', { user_id: 'kojiadmin' }, false],
  ['user_in_group team*', {}, true],
  ['user_in_group team*', { user_id: 'kojiadmin' }, false],
  ['has_perm im*', {}, true],
  ['has_perm admin', {}, false],
  ['has_perm admin', { user_id: 'kojiadmin' }, true],
  ['is_build_owner', ({ made }) => ({ build: made }), true],
  ['is_build_owner', { build: 'foo-1.0-1' }, false],
  ['is_build_owner', ({ made }) => ({ build: made, user_id: 'kojiadmin' }), false],
  ['is_build_owner', ({ draft }) => ({ build: draft }), true],
  ['is_draft', { draft: true }, true],
  ['is_draft', ({ draft }) => ({ build: draft }), true],
  ['is_draft', { build: 'foo-1.0-1' }, false],
  ['is_draft', {}, false],
  ['source git*', { source: 'git://host/x' }, true],
  ['source *', { build: 'foo-1.0-1' }, false],
  ['source git*', ({ made }) => ({ build: made }), true],
  ['policy agrees', {}, true],
  ['policy declines', {}, false],
  ['policy silent', {}, false],
  ['policy nosuch', {}, undefined],
];

let hub: TestHub;
let known: Known;

beforeAll(async () => {
  const asked = cases.map(([rule], at): [string, string] => [`case_${at}`, `${rule} :: yes`]);
  const others = { agrees: 'all :: Yes', declines: 'all :: deny', silent: 'none :: allow' };
  hub = await startHub({ policies: { ...Object.fromEntries(asked), ...others } });
  const admin = await hub.as('kojiadmin');
  await hub.as('alice');
  await admin.grantPermission('alice', 'image');
  const team = await admin.newGroup('team-a');
  await admin.addGroupMember('team-a', 'alice');
  await importRpms(hub, 'foo-1.0-1.src.rpm', 'foo-1.0-1.x86_64.rpm');
  const builder = await aBuilder(hub);
  const repo = await aRepo(hub, 'dist-build');
  const base = await admin.createTag('base');
  for (const tag of ['dist', 'gone']) await admin.createTag(tag);
  await admin.setInheritanceData('dist-build', [
    { parent_id: base, priority: 0, maxdepth: null, intransitive: false, noconfig: false, pkg_filter: '' },
  ]);
  await admin.createBuildTarget('dist', 'dist-build', 'dist');
  for (const tag of ['dist', 'gone']) {
    await admin.packageListAdd(tag, 'foo', { owner: 'kojiadmin' });
    await admin.tagBuildBypass(tag, 'foo-1.0-1');
  }
  await admin.untagBuildBypass('gone', 'foo-1.0-1');
  const task = await anOpenTask(hub, builder, 'build', ['git://host/made#1', 'dist']);
  const buildroot = await builder.hub.host.newBuildRoot(repo, 'x86_64', { task_id: task });
  const made = await admin.createEmptyBuild('made', '1', '1', null, { owner: 'alice' });
  const draft = await admin.createEmptyBuild('made', '2', '1', null, { owner: 'alice', draft: true });
  await hub.database.sql(`update build set task_id = ${task} where id = ${made}`);
  // Only builds of older times belong to groups.
  await hub.database.sql(`update build set owner = ${team} where id = ${draft}`);
  known = { foo: ((await admin.getBuild('foo-1.0-1')) as { id: number }).id, made, draft, buildroot };
}, 60_000);
afterAll(() => hub?.[Symbol.asyncDispose]());

test('every test that policies may use is among these, with all that Koji has', () => {
  const koji =
    'all bool buildtag buildtag_inherits_from buildtype cg_match_all cg_match_any compare false fromtag has has_perm hastag imported ' +
    'is_build_owner is_child_task is_draft is_new_package match match_all match_any method none operation package policy release ' +
    'skip_tag source tag target true user user_in_group version vm_name volume';
  const ours = [...Object.keys(simpleTests), ...policyTests.map(({ name }) => name)].sort();
  expect(ours).toEqual(koji.split(' '));
  const guide = readFileSync(new URL('../../../docs/policies.md', import.meta.url), 'utf8').split('## Tests')[1] ?? '';
  const listed = [...guide.matchAll(/^\| (.*?) \|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([a-z_]+)[ `]/g)].map(([, name]) => name),
  );
  const ofPlugins = bundledPlugins.flatMap(({ policyTests: tests = [] }) => tests.map(({ name }) => name));
  expect(listed.sort()).toEqual([...ours, ...ofPlugins].sort());
  expect([...new Set(cases.map(([rule]) => rule.split(' ')[0]))].sort()).toEqual(ours);
});

const titled = cases.map(([rule, facts, holds], at) => {
  const shown = typeof facts === 'function' ? String(facts).replace(/^.*?=> /s, '') : JSON.stringify(facts);
  return [
    `${rule} of ${shown} ${holds === undefined ? 'is an error' : holds ? 'holds' : 'does not hold'}`,
    at,
    facts,
    holds,
  ] as const;
});
test.each(titled)('%s', async (_title, at, facts, holds) => {
  const data = typeof facts === 'function' ? facts(known) : facts;
  const answer = (await hub.as('alice')).evalPolicy(`case_${at}`, data, {});
  if (holds === undefined) await expect(answer).rejects.toMatchObject({ faultCode: 1000 });
  else expect(await answer).toBe(holds ? 'yes' : null);
});
