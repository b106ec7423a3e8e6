import { GenericError, ParameterError } from '@koji/common/errors';
import type { WireStruct, WireValue } from '@koji/common/wire/values';
import { isDatabaseOutage } from '../db/outage.ts';
import { assertNotLockedOut } from './access.ts';
import type { Call } from './call.ts';
import { faultOf, isUnexpected } from './faults.ts';
import { runMethod } from './live-call.ts';
import { type AnyMethod, anyone, isOfCall, method, param } from './method.ts';
import { anything, isStruct } from './shapes.ts';
import { collectStreams } from './streams.ts';

type Outcome = readonly [unknown] | { faultCode: number; faultString: string; traceback: string[] };

async function runCalls(call: Call, calls: WireValue): Promise<Outcome[]> {
  // Anything iterable is taken, as upstream does; what is not a call becomes a fault in its place.
  const items = Array.isArray(calls)
    ? calls
    : typeof calls === 'string'
      ? [...calls]
      : isStruct(calls)
        ? Object.keys(calls)
        : undefined;
  if (!items) throw new ParameterError('multiCall() takes a list of calls');
  return call.db.each(items, (item) => runOne(call, item));
}

type Methods = ReadonlyMap<string, AnyMethod>;
/** What holds of each of the calls holds of all together. What is no call at all does nothing. */
function holdsOfAll([calls]: readonly WireValue[], holds: (name: string, params: WireValue[]) => boolean): boolean {
  return Array.isArray(calls) && calls.every((item) => !isStruct(item) || holdsOfOne(item, holds));
}
function holdsOfOne({ methodName, params }: WireStruct, holds: (name: string, params: WireValue[]) => boolean): boolean {
  return typeof methodName === 'string' && Array.isArray(params) && holds(methodName, params);
}
const readOnly = (params: readonly WireValue[], methods: Methods) =>
  holdsOfAll(params, (name, given) => isOfCall('readOnly', methods.get(name), given, methods));
const forgettable = (params: readonly WireValue[], methods: Methods) =>
  holdsOfAll(params, (name, given) =>
    (['readOnly', 'forgettable'] as const).some((trait) => isOfCall(trait, methods.get(name), given, methods)),
  );

async function runOne(call: Call, item: WireValue): Promise<Outcome> {
  try {
    if (!isStruct(item) || typeof item.methodName !== 'string') throw new GenericError('multiCall entries need a methodName');
    const { methodName, params: given } = item;
    // A text is a list of letters to upstream.
    const params = typeof given === 'string' ? [...given] : given;
    if (!Array.isArray(params)) throw new ParameterError(`params of ${methodName} must be a list`);
    return [await call.nested(methodName, async (nested) => collectStreams(await runLocked(nested, methodName, params)))];
  } catch (error) {
    // Clients make the whole call again then, of which nothing may have been done.
    if (isDatabaseOutage(error)) throw error;
    if (isUnexpected(error)) call.log.error({ err: error, item }, 'a call inside a multiCall failed');
    const { faultCode, faultString } = faultOf(error, call.config);
    return { faultCode, faultString, traceback: [] };
  }
}
async function runLocked(call: Call, name: string, params: WireValue[]): Promise<unknown> {
  await assertNotLockedOut(call);
  return runMethod(call, name, params);
}

const doc = 'Make several calls in one request. Each has a savepoint of its own: one that fails leaves the others be.';
export const multiCall = method({
  name: 'multiCall',
  doc,
  access: anyone,
  readOnly,
  forgettable,
  params: [param('calls', anything)],
  run: (call, { calls }) => runCalls(call, calls),
});
export const systemMulticall = method({
  name: 'system.multicall',
  doc,
  access: anyone,
  readOnly,
  forgettable,
  params: [param('calls', anything)],
  run: (call, { calls }) => runCalls(call, calls),
});
