import { KojiError } from '@koji/common/errors';
import { decodeCall, decodeResponse } from '@koji/common/wire/decode';
import { DateTime, Double, type WireValue } from '@koji/common/wire/values';
import type { Recorded, RecordedStruct } from './records.ts';

type Compare = (recorded: Recorded, ours: WireValue) => boolean;

/** How far from the time of the replay a time may lie. */
const nowToleranceMs = 15 * 60_000;

const checks: Readonly<
  Record<string, (argument: Recorded, ours: WireValue, record: RecordedStruct, compare: Compare) => boolean>
> = {
  $t: (type, ours) => isNow(type as string, ours),
  $rand: (_yes, ours) => typeof ours === 'string' && ours !== '',
  $any: (type, ours) => anyTypes[type as string]?.(ours) ?? false,
  $b64: (text, ours) => ours instanceof Uint8Array && Buffer.from(ours).toString('base64') === text,
  $datetime: (text, ours) => ours instanceof DateTime && ours.text === text,
  $rpc: (values, ours, record, compare) => typeof ours === 'string' && isDocument(ours, record, values as Recorded[], compare),
  $rpcfault: (code, ours) => typeof ours === 'string' && faultOf(ours) === code,
};
const anyTypes: Readonly<Record<string, (value: WireValue) => boolean>> = {
  str: (value) => typeof value === 'string',
  int: (value) => Number.isInteger(value),
  float: (value) => value instanceof Double,
};

export function isSpecial(recorded: RecordedStruct): boolean {
  return Object.keys(recorded).some((key) => Object.hasOwn(checks, key));
}

/** What is wrong with our value where the record has a special one; undefined when nothing is. */
export function matchSpecial(recorded: RecordedStruct, ours: WireValue, compare: Compare): string | undefined {
  const key = Object.keys(recorded).find((name) => Object.hasOwn(checks, name)) as string;
  const fits = checks[key]?.(recorded[key] as Recorded, ours, recorded, compare) ?? false;
  return fits ? undefined : `${JSON.stringify(recorded)} expected, got ${JSON.stringify(ours)?.slice(0, 400)}`;
}

function isNow(type: string, ours: WireValue): boolean {
  const at = readMoment(type, ours);
  return at !== undefined && Math.abs(at - Date.now()) < nowToleranceMs;
}
/** Milliseconds, when the value has the form that the type names. */
function readMoment(type: string, ours: WireValue): number | undefined {
  if (type === 'float') return ours instanceof Double ? ours.value * 1000 : undefined;
  if (type === 'int') return Number.isInteger(ours) ? Number(ours) * 1000 : undefined;
  if (type === 'datetime')
    return ours instanceof DateTime ? Date.parse(ours.text.replace(/^(\d{4})(\d\d)(\d\d)T/, '$1-$2-$3T')) : undefined;
  if (typeof ours !== 'string') return undefined;
  if (type === 'str') return Date.parse(ours);
  const separator = type.startsWith('isoT') ? 'T' : ' ';
  const zone = type.endsWith('z') ? '[+-]\\d\\d:\\d\\d' : '';
  return new RegExp(`^\\d{4}-\\d\\d-\\d\\d${separator}\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?${zone}$`).test(ours)
    ? Date.parse(ours)
    : undefined;
}

/** A stored task request (with `method`; nil when it is a response) or response. */
function isDocument(text: string, { method }: RecordedStruct, values: readonly Recorded[], compare: Compare): boolean {
  try {
    if (method === null) return compare(values as Recorded[], [decodeResponse(text, { doubles: 'keep' })]);
    const call = decodeCall(text);
    return call.method === method && compare(values as Recorded[], call.params);
  } catch {
    return false;
  }
}
function faultOf(text: string): number | undefined {
  try {
    decodeResponse(text);
    return undefined;
  } catch (error) {
    return error instanceof KojiError ? error.faultCode : undefined;
  }
}

/** Texts must be equal, except for what depends on the site. */
export function matchText(recorded: string, ours: string): string | undefined {
  const parts = recorded.split(/<(?:base|topdir)>/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  if (new RegExp(`^${parts.join('.+')}$`, 's').test(ours)) return undefined;
  return `${JSON.stringify(recorded)} expected, got ${JSON.stringify(ours.slice(0, 2000))}`;
}
