import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startHub, type TestHub, type TestSession } from '../testing/hub.fixture.ts';

type Hub = TestSession['hub'];
let hub: TestHub;
let admin: Hub;
beforeAll(async () => {
  hub = await startHub();
  admin = await hub.as('kojiadmin');
  await admin.createUser('ann');
  await admin.createUser('bob', { krb_principal: 'bob@EXAMPLE.COM' });
  await admin.grantPermission('ann', 'repo');
  await admin.newGroup('packagers');
  await admin.addGroupMember('packagers', 'bob');
  await admin.grantPermission('packagers', 'repo');
});
afterAll(() => hub[Symbol.asyncDispose]());

describe('listUsers', () => {
  const cases: readonly [why: string, args: Parameters<Hub['listUsers']>[0], names: string[]][] = [
    ['a type nobody has', { userType: 5 }, []],
    ['several types', { userType: [0, 2] }, ['kojiadmin', 'ann', 'bob', 'packagers']],
    ['every type', { userType: null }, ['kojiadmin', 'ann', 'bob', 'packagers']],
    ['a permission', { perm: 'repo' }, ['ann']],
    ['no permission in particular', { perm: '' }, ['kojiadmin', 'ann', 'bob']],
    ['a permission, through groups too', { perm: 'repo', inherited_perm: true }, ['ann', 'bob']],
  ];
  test.each(cases)('finds the users of %s', async (_why, args, names) => {
    const users = (await hub.anonymous.hub.listUsers(args)) as { name: string }[];
    expect(users.map(({ name }) => name)).toEqual(names);
  });
  test('refuses to look through groups for no permission, and types that are no numbers', async () => {
    await expect(admin.listUsers({ inherited_perm: true })).rejects.toMatchObject({ faultCode: 1000 });
    await expect(admin.listUsers({ userType: 'people' as never })).rejects.toMatchObject({ faultCode: 1019 });
  });
});

test('who asks for the permissions of nobody must say whose', async () => {
  await expect(hub.anonymous.hub.getUserPerms()).rejects.toMatchObject({ faultCode: 1000 });
  expect(await (await hub.as('ann')).getUserPerms()).toEqual(['repo']);
});

test('among the sessions of a user one’s own shows the number of this very call', async () => {
  expect(await hub.anonymous.hub.getSessionInfo({ details: true, user_id: 'ann' })).toBeNull();
  const other = await hub.login('ann');
  const own = await hub.login('ann');
  await own.hub.getLoggedInUser();
  const callnums = ((await own.hub.getSessionInfo({ user_id: 'ann' })) as { callnum: number | null }[]).map(
    ({ callnum }) => callnum,
  );
  expect(callnums.filter((callnum) => callnum !== null)).toHaveLength(1);
  await expect(own.hub.logout({ session_id: 99999 }), 'a session of nobody').rejects.toMatchObject({ faultCode: 1000 });
  expect(await admin.logout({ session_id: 99999 })).toBeNull();
  other.close();
  own.close();
});

const refusals: readonly [string, number, () => Promise<unknown>][] = [
  ['a name that is no text', 1000, () => admin.newGroup(5 as never)],
  ['a principal that is no text', 1000, () => admin.addUserKrbPrincipal('ann', 5 as never)],
  ['the principal of a user as another’s name', 1000, () => admin.createUser('bob@EXAMPLE.COM')],
  ['to take a principal from a user who has another', 1002, () => admin.removeUserKrbPrincipal('bob', 'ann@EXAMPLE.COM')],
  ['to take a principal from nobody', 1000, () => admin.removeUserKrbPrincipal('nobody', 'bob@EXAMPLE.COM')],
  ['a description of a permission that is not created', 1000, () => admin.grantPermission('bob', 'tag', { description: 'x' })],
  ['a permission to be created by number', 1000, () => admin.grantPermission('bob', 1, { create: true })],
  ['a permission without a description any more', 1019, () => admin.editPermission('tag', null as never)],
];
test.each(refusals)('%s is refused with fault %d', async (_why, faultCode, call) => {
  await expect(call()).rejects.toMatchObject({ faultCode });
});

test('granting with a description describes a permission that is there already', async () => {
  await admin.grantPermission('bob', 'sign', { create: true, description: 'sign rpms' });
  expect(await admin.getAllPerms()).toContainEqual(expect.objectContaining({ name: 'sign', description: 'sign rpms' }));
});
