import { structValue } from '@koji/common/client/typed-hub';
import type { Nvra } from '@koji/common/rpm/nvr';
import type { Rpm } from '@koji/common/types/rpm';
import type { CommandContext } from '../command.ts';

/** The one rpm of an id, of a name, or of name, version, release and arch. */
export async function findRpm(
  { hub }: Pick<CommandContext, 'hub'>,
  key: number | string | Nvra,
  options: { readonly strict?: boolean } = {},
): Promise<Rpm | null> {
  const given =
    typeof key === 'object' ? structValue({ name: key.name, version: key.version, release: key.release, arch: key.arch }) : key;
  // Only a question for many rpms is answered by a list.
  return (await hub.getRPM(given, options)) as unknown as Rpm | null;
}
