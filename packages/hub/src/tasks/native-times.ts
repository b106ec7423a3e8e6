import { DateTime, type WireStruct, type WireValue } from '@koji/common/wire/values';

/** Compatibility: a record inside a task's request has its times as native dates, while calls answer them as text. */
export function withNativeTimes(record: object): WireStruct {
  return Object.fromEntries(
    Object.entries(record as WireStruct).map(([key, value]) => [key, key.endsWith('_time') ? asDateTime(value) : value]),
  );
}
function asDateTime(value: WireValue): WireValue {
  const parts = typeof value === 'string' ? /^(\d{4})-(\d\d)-(\d\d)[ T](\d\d:\d\d:\d\d)/.exec(value) : null;
  return parts ? new DateTime(`${parts[1]}${parts[2]}${parts[3]}T${parts[4]}`) : value;
}
