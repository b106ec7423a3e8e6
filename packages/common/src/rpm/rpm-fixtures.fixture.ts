import { fileURLToPath } from 'node:url';

/** One of the real rpms, or signature headers, that the whole project tests with. */
export function rpmFixture(name: string): string {
  return fileURLToPath(new URL(`../../../hub/src/testing/golden/recording/fixtures/${name}`, import.meta.url));
}
