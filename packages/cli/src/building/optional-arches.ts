import { canonArch } from '@koji/common/arch';

/** Architectures that may fail, from a list with commas. */
export function readOptionalArches(text: string): string[] {
  return text
    .split(',')
    .filter((arch) => arch !== '')
    .map(canonArch);
}
