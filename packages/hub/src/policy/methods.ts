import { GenericError } from '@koji/common/errors';
import type { WireValue } from '@koji/common/wire/values';
import type { Call } from '../rpc/call.ts';
import { anyone, builder, method, optional, param } from '../rpc/method.ts';
import { anything, flag, isStruct, text } from '../rpc/shapes.ts';
import { checkPolicy as askPolicy, type PolicyFacts, assertPolicy as refuseUnlessAllowed } from './engine.ts';

/** Compatibility: what is no struct holds no facts. */
function readFacts(data: WireValue): PolicyFacts {
  return isStruct(data) ? data : {};
}
async function evaluate(call: Call, name: string, data: WireValue): Promise<string | null> {
  if (!call.policies.has(name)) throw new GenericError(`no such policy: ${name}`);
  return call.policies.evaluate(call, name, readFacts(data));
}

export const evalPolicy = method({
  name: 'evalPolicy',
  doc: 'What a policy says to the given facts, as written in the rule that applies. Nil when none does.',
  access: anyone,
  readOnly: true,
  params: [param('name', text), param('data', anything)],
  run: (call, { name, data }) => evaluate(call, name, data),
});
export const hostEvalPolicy = method({
  name: 'host.evalPolicy',
  doc: 'As evalPolicy, for builders.',
  access: builder,
  readOnly: true,
  params: [param('name', text), param('data', anything)],
  run: (call, { name, data }) => evaluate(call, name, data),
});

export const checkPolicy = method({
  name: 'host.checkPolicy',
  doc: 'Whether an allow/deny policy allows, and why, as [allowed, reason]. With strict a denial is a fault.',
  access: builder,
  readOnly: true,
  params: [param('name', text), param('data', anything), optional('default', text, 'deny'), optional('strict', flag, false)],
  async run(call, { name, data, default: fallback, strict }) {
    if (strict) await refuseUnlessAllowed(call, name, readFacts(data), { fallback });
    const { allowed, reason } = await askPolicy(call, name, readFacts(data), { fallback });
    return [allowed, reason];
  },
});
export const assertPolicy = method({
  name: 'host.assertPolicy',
  doc: 'A fault unless an allow/deny policy allows.',
  access: builder,
  readOnly: true,
  params: [param('name', text), param('data', anything), optional('default', text, 'deny')],
  async run(call, { name, data, default: fallback }) {
    await refuseUnlessAllowed(call, name, readFacts(data), { fallback });
    return null;
  },
});
