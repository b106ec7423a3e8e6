import type { WireStruct, WireValue } from '@koji/common/wire/values';

/** The options of a task: what was not asked for is left out, so that the task's own default counts. */
export function taskOptions(asked: Readonly<Record<string, WireValue | undefined | readonly WireValue[]>>): WireStruct {
  return Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined && value !== false)) as WireStruct;
}
