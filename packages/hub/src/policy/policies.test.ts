import type { WireStruct } from '@koji/common/wire/values';
import { expect, test } from 'vitest';
import { startHub } from '../testing/hub.fixture.ts';
import { checkPolicy } from './engine.ts';
import { createPolicies } from './policies.ts';
import { policyTest } from './policy-test.ts';

const yes = policyTest({ name: 'mine', doc: '', policies: ['tag'], prepare: () => () => true });
const owner = policyTest({ name: 'is_build_owner', doc: '', prepare: () => () => true });
const perm = policyTest({ name: 'has_perm', doc: '', prepare: () => () => true });

test('a policy that cannot be read, or names an unknown test, is told at the start', () => {
  expect(() => createPolicies(new Map([['tag', 'all allow']]), [owner, perm])).toThrow('policy tag: neither :: nor !!');
  expect(() => createPolicies(new Map([['tag', 'nosuch x :: allow']]), [owner, perm])).toThrow(
    'policy tag: missing test handler: nosuch',
  );
  expect(() => createPolicies(new Map([['tag', 'compare n ~ 5 :: allow']]), [owner, perm])).toThrow('policy tag: compare takes');
});

test('a test may be for certain policies only', () => {
  createPolicies(new Map([['tag', 'mine :: allow']]), [yes, owner, perm]);
  expect(() => createPolicies(new Map([['vm', 'mine :: allow']]), [yes, owner, perm])).toThrow(
    'policy vm: missing test handler: mine',
  );
});

test('policies that ask each other in a circle are an error, not an endless loop', async () => {
  await using hub = await startHub({
    policies: {
      one: 'policy two :: yes',
      two: 'policy one :: yes\nall :: no',
      three: 'policy four :: right',
      four: 'all :: Allow',
    },
  });
  await expect(hub.anonymous.hub.evalPolicy('one', null)).rejects.toMatchObject({ faultCode: 1000 });
  expect(await hub.anonymous.hub.evalPolicy('three', null)).toBe('right');
  await expect(hub.anonymous.hub.evalPolicy('nosuch', null)).rejects.toMatchObject({ faultCode: 1000 });
});

const policies = {
  closed: 'all :: DENY because\tit is late',
  odd: 'all :: maybe',
  silent: 'none :: allow',
  open: 'user builder1 :: allow',
};
test.each([
  ['closed', false, 'because it is late'],
  ['odd', false, 'error in policy'],
  ['silent', false, 'not covered by policy'],
  ['open', true, ''],
  ['missing', true, 'missing policy'],
] as const)('the policy %s answers a builder %s (%s)', async (name, allowed, reason) => {
  await using hub = await startHub({ policies });
  await (await hub.as('kojiadmin')).addHost('builder1', ['x86_64']);
  const builder = await hub.login('builder1');
  await builder.hub.exclusiveSession();
  expect(await builder.hub.host.checkPolicy(name, null)).toEqual([allowed, reason]);
  const assertion = builder.hub.host.assertPolicy(name, null);
  if (allowed) await assertion;
  else await expect(assertion).rejects.toMatchObject({ faultCode: 1004, message: `policy violation (${name}): ${reason}` });
});

test('a missing policy denies when MissingPolicyOk is off', async () => {
  await using hub = await startHub({ settings: { MissingPolicyOk: 'no' } });
  const admin = await hub.as('kojiadmin');
  await admin.createTag('f42', { arches: 'x86_64' });
  await expect((await hub.as('alice')).distRepo('f42', [], { arch: ['x86_64'] })).rejects.toMatchObject({
    faultCode: 1004,
    message: 'policy violation (dist_repo): missing policy',
  });
});

test.each(['tag', 'dist_repo', 'sidetag'])(
  'without a policy %s MissingPolicyOk decides; what it allows is logged once',
  async (name) => {
    const warnings: unknown[] = [];
    const ask = (missingPolicyOk: boolean, policies: object) =>
      checkPolicy(
        { policies, config: { missingPolicyOk }, log: { warn: (data: unknown) => warnings.push(data) } } as never,
        name,
        {},
      );
    const policies = createPolicies(new Map(), [owner, perm]);
    expect(await ask(false, policies)).toEqual({ allowed: false, reason: 'missing policy', rule: null });
    expect(warnings).toEqual([]);
    for (let i = 0; i < 3; i++)
      expect(await ask(true, policies)).toEqual({ allowed: true, reason: 'missing policy', rule: null });
    expect(warnings).toEqual([{ policy: name }]);
  },
);

test('where hub.conf has no policies, the built-in ones answer', async () => {
  await using hub = await startHub();
  const [admin, alice] = [await hub.as('kojiadmin'), await hub.as('alice')];
  const denied = (who: string) => `deny Only ${who} can do this via default policy`;
  const cases: [name: string, facts: WireStruct, admin: string, alice: string][] = [
    ['build_rpm', {}, 'allow', 'allow'],
    ['build_from_srpm', {}, 'allow', denied('admin')],
    ['build_from_repo_id', {}, 'allow', denied('admin')],
    ['build_from_scm', {}, 'allow', denied('admin')],
    ['package_list', {}, 'allow', denied('admin/tag')],
    ['vm', {}, 'allow', denied('admin/win-admin')],
    ['cg_import', {}, 'allow', 'allow'],
    ['volume', {}, 'DEFAULT', 'DEFAULT'],
    ['priority', {}, 'stay', 'stay'],
    ['channel', {}, 'use default', 'use default'],
    ['channel', { parent: 5 }, 'parent', 'parent'],
    ['channel', { parent: 5, req_channel: 'image' }, 'req', 'req'],
  ];
  for (const [name, facts, forAdmin, forAlice] of cases) {
    expect([await admin.evalPolicy(name, facts, {}), await alice.evalPolicy(name, facts, {})], name).toEqual([
      forAdmin,
      forAlice,
    ]);
  }
  const build = await admin.createEmptyBuild('foo', '1', '1', null, { draft: true, owner: 'alice' });
  expect(await alice.evalPolicy('draft_promotion', { build }, {})).toBe('allow');
  expect(await (await hub.as('bob')).evalPolicy('draft_promotion', { build }, {})).toBe(denied('draft-promoter and build owner'));
  for (const name of ['tag', 'dist_repo', 'sidetag'])
    await expect(admin.evalPolicy(name, {}, {})).rejects.toThrow(`no such policy: ${name}`);
});

test('VerbosePolicy tells the rule, with the blocks that it stands in', async () => {
  const rules = 'none :: allow\nuser nobody !! {\nnone :: allow\ntag f* && operation add :: deny frozen\n}';
  await using hub = await startHub({
    settings: { VerbosePolicy: 'yes' },
    policies: { package_list: rules.replace('operation', 'match action') },
  });
  const admin = await hub.as('kojiadmin');
  await admin.createTag('f42');
  await expect(admin.packageListAdd('f42', 'bash', { owner: 'kojiadmin' })).rejects.toThrow(
    'policy violation (package_list): frozen [rule: user nobody !! ... tag f* && match action add :: deny frozen]',
  );
});

test('force helps administrators past a policy, and nobody else', async () => {
  await using hub = await startHub({ policies: { package_list: 'all :: deny' } });
  const [admin, alice] = [await hub.as('kojiadmin'), await hub.as('alice')];
  await admin.createTag('f42');
  const add = (who: typeof admin, force: boolean) => who.packageListAdd('f42', 'bash', { owner: 'alice', force });
  for (const attempt of [add(admin, false), add(alice, true)]) await expect(attempt).rejects.toMatchObject({ faultCode: 1004 });
  await add(admin, true);
  expect(await admin.listPackages({ tagID: 'f42' })).toMatchObject([{ package_name: 'bash' }]);
});
