import { matchesAnyGlob } from '@koji/common/glob';
import { permissionsOf, policyUser } from '../policy/engine.ts';
import { policyTest } from '../policy/policy-test.ts';
import { listGroupsOf } from './queries.ts';

export const userTest = policyTest({
  name: 'user',
  doc: 'The user’s name matches.',
  prepare: (patterns) => async (call, facts) => {
    const user = await policyUser(call, facts);
    return user !== undefined && matchesAnyGlob(user.name, patterns);
  },
});

export const userInGroupTest = policyTest({
  name: 'user_in_group',
  doc: 'One of the user’s groups matches.',
  prepare: (patterns) => async (call, facts) => {
    const user = await policyUser(call, facts);
    return user !== undefined && (await listGroupsOf(call.db, user.id)).some((group) => matchesAnyGlob(group.name, patterns));
  },
});

export const hasPermTest = policyTest({
  name: 'has_perm',
  doc: 'One of the user’s permissions matches.',
  prepare: (patterns) => async (call, facts) => {
    const user = await policyUser(call, facts);
    return user !== undefined && [...(await permissionsOf(call, user.id))].some((name) => matchesAnyGlob(name, patterns));
  },
});
