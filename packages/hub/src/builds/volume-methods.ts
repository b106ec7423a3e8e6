import { GenericError } from '@koji/common/errors';
import { orFault } from '../rpc/answers.ts';
import { info } from '../rpc/info.ts';
import { method, optional, param, permitted } from '../rpc/method.ts';
import { flag } from '../rpc/shapes.ts';
import { findVolume } from '../volumes/queries.ts';
import { buildKey, requireBuild, requireLockedBuild } from './build-key.ts';
import { applyVolumePolicy as applyPolicy, setBuildVolume } from './set-volume.ts';

export const changeBuildVolume = method({
  name: 'changeBuildVolume',
  doc: 'Move a build to another storage volume. Without strict one that is there already is fine.',
  access: permitted('admin'),
  params: [param('build', buildKey), param('volume', info), optional('strict', flag, true)],
  async run(call, { build: key, volume: volumeKey, strict }) {
    const volume = orFault(await findVolume(call.db, volumeKey), `No such volume: ${volumeKey}`);
    const build = await requireLockedBuild(call.db, (await requireBuild(call.db, key)).id);
    if (build.volume_id !== volume.id) await setBuildVolume(call, build, volume);
    else if (strict) throw new GenericError(`Build ${build.nvr} already on volume ${volume.name}`);
    return null;
  },
});

export const applyVolumePolicy = method({
  name: 'applyVolumePolicy',
  doc: 'Move a build to the volume that the policy wants for it. strict makes a fault of a policy without a valid answer.',
  access: permitted('admin'),
  params: [param('build', buildKey), optional('strict', flag, false)],
  async run(call, { build: key, strict }) {
    const build = await requireLockedBuild(call.db, (await requireBuild(call.db, key)).id);
    await applyPolicy(call, build, { strict });
    return null;
  },
});
