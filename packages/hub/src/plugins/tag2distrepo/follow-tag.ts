import { GenericError } from '@koji/common/errors';
import { isTruthy } from '@koji/common/is-truthy';
import type { Hooks } from '../../hooks/hooks.ts';
import { startDistRepo } from '../../repos/dist-repo.ts';
import type { Call } from '../../rpc/call.ts';
import { isInt32 } from '../../rpc/shapes.ts';
import { writeSignedRpm } from '../../rpms/write-signed-rpm.ts';
import { readTaggedRpms } from '../../tagging/read-tagged.ts';
import { readTag, type TagWithExtra } from '../../tags/build-config.ts';

/** Makes a dist repository anew whenever a build enters or leaves a tag whose extra says `tag2distrepo.enabled`. */
export function subscribeTag2distrepo(hooks: Hooks): void {
  const follow = async ({ tag }: { readonly tag: object }, call: Call): Promise<void> => {
    const id: unknown = 'id' in tag ? tag.id : undefined;
    const found = isInt32(id) ? await readTag(call.db, id) : undefined;
    if (found && isTruthy(found.extra['tag2distrepo.enabled'])) await makeDistRepo(call, found);
  };
  hooks.on('post', 'Tag', follow);
  hooks.on('post', 'Untag', follow);
}

async function makeDistRepo(call: Call, tag: TagWithExtra): Promise<void> {
  if (!tag.arches) throw new GenericError(`Tag ${tag.name} has no arches configured but tag2distrepo is enabled`);
  const setting = (name: string) => tag.extra[`tag2distrepo.${name}`];
  const keys = String(setting('keys') ?? '')
    .split(/\s+/)
    .filter(Boolean);
  const latest = isTruthy(setting('latest'));
  await writeSignedCopies(call, tag.id, latest, keys);
  await startDistRepo(call, {
    tag: tag.name,
    keys,
    options: {
      arch: tag.arches.split(/\s+/).filter(Boolean),
      comp: null,
      delta: [],
      event: null,
      inherit: isTruthy(setting('inherit')),
      latest,
      multilib: false,
      split_debuginfo: isTruthy(setting('split_debuginfo')),
      skip_missing_signatures: false,
      allow_missing_signatures: keys.length === 0,
    },
  });
}

/** The builder that makes the repository looks for them. */
async function writeSignedCopies(call: Call, tagId: number, latest: boolean, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  const wanted = new Set(keys.map((key) => key.toLowerCase()));
  const filter = { tagId, event: null, inherit: false, latest: latest ? 1 : null, package: null, type: null };
  const [rpms] = await readTaggedRpms(call.db, filter, { arches: null, signatures: true, extra: false });
  const signed: { id: number; sigkey: string }[] = [];
  for await (const { id, sigkey } of rpms) if (sigkey && wanted.has(sigkey)) signed.push({ id, sigkey });
  for (const { id, sigkey } of signed) await writeSignedRpm(call, { id }, sigkey, { force: false });
}
