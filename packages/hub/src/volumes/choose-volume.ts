import { GenericError } from '@koji/common/errors';
import type { Volume } from '@koji/common/types/volume';
import type { PolicyFacts } from '../policy/engine.ts';
import type { Call } from '../rpc/call.ts';
import { findVolume } from './queries.ts';

/**
 * The volume that the volume policy wants for a build. Undefined when it has no opinion that makes sense, which only
 * strict calls object to: a mistake in the policy must not stop imports.
 */
export async function chooseVolume(
  call: Call,
  facts: PolicyFacts,
  { strict }: { readonly strict: boolean },
): Promise<Volume | undefined> {
  const name = await askPolicy(call, facts, strict);
  if (name === null) {
    if (strict) throw new GenericError('No volume policy match');
    call.log.warn('no volume policy match');
    return undefined;
  }
  const volume = await findVolume(call.db, name);
  if (volume) return volume;
  if (strict) throw new GenericError(`Policy returned no such volume: ${name}`);
  call.log.error({ volume: name }, 'volume policy gave a volume that does not exist');
  return undefined;
}
async function askPolicy(call: Call, facts: PolicyFacts, strict: boolean): Promise<string | null> {
  try {
    return await call.db.savepoint(() => call.policies.evaluate(call, 'volume', facts));
  } catch (err) {
    if (strict) throw err;
    call.log.error({ err }, 'volume policy failed');
    return null;
  }
}

/** As chooseVolume; DEFAULT where the policy has no opinion. */
export async function chooseVolumeOrDefault(call: Call, facts: PolicyFacts): Promise<Volume> {
  const volume = (await chooseVolume(call, facts, { strict: false })) ?? (await findVolume(call.db, 'DEFAULT'));
  if (!volume) throw new GenericError('No such volume: DEFAULT');
  return volume;
}
