import { expect, test } from 'vitest';
import { startHub } from '../testing/hub.fixture.ts';
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

test('force helps administrators past a policy, and nobody else', async () => {
  await using hub = await startHub({ policies: { package_list: 'all :: deny' } });
  const [admin, alice] = [await hub.as('kojiadmin'), await hub.as('alice')];
  await admin.createTag('f42');
  const add = (who: typeof admin, force: boolean) => who.packageListAdd('f42', 'bash', { owner: 'alice', force });
  for (const attempt of [add(admin, false), add(alice, true)]) await expect(attempt).rejects.toMatchObject({ faultCode: 1004 });
  await add(admin, true);
  expect(await admin.listPackages({ tagID: 'f42' })).toMatchObject([{ package_name: 'bash' }]);
});
