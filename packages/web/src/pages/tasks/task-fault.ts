import { isStruct } from '@koji/common/is-struct';
import type { WireValue } from '@koji/common/wire/values';

/** Whether the result of a task is the fault it ended with. */
export function isFault(value: WireValue | undefined): value is { faultCode: number; faultString: string } {
  return isStruct(value) && typeof value.faultString === 'string';
}
