import type { Option } from '@koji/common/config/options';

/** A setting's value as it would stand in the file, numbers and truth as they are; undefined when it is not set. */
export function showValue(
  { separator = ' ' }: Pick<Option<unknown>, 'separator'>,
  value: unknown,
): string | number | boolean | undefined {
  if (Array.isArray(value)) return value.join(separator);
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : undefined;
}
