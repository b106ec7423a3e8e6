import { GenericError } from '@koji/common/errors';
import { policyTest } from './policy-test.ts';

const agreeing = new Set(['yes', 'true', 'allow']);

export const policyOfNameTest = policyTest({
  name: 'policy',
  doc: 'Another policy, asked about the same facts, says yes, true or allow.',
  prepare([name]) {
    if (name === undefined) throw new GenericError('the test needs the name of a policy');
    return async (call, facts) => {
      if (!call.policies.has(name)) throw new GenericError(`no such policy: ${name}`);
      return agreeing.has(((await call.policies.evaluate(call, name, facts)) ?? '').toLowerCase());
    };
  },
});
