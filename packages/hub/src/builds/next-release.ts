import { BuildError } from '@koji/common/errors';

/**
 * The release after one: a number goes up, as does the first part of `N.dist` and the last of `date.kind.N`. Without
 * one it is the step itself. Throws BuildError for other forms.
 */
export function nextRelease(release: string | undefined, step: number): string {
  if (!release) return String(step);
  const parts = release.split('.');
  const index = parts.length === 3 ? 2 : 0;
  const part = parts[index];
  if (parts.length > 3 || part === undefined || !/^\d+$/.test(part))
    throw new BuildError(`Unable to increment release value: ${release}`);
  parts[index] = String(BigInt(part) + BigInt(step));
  return parts.join('.');
}
