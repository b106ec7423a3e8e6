import { GenericError } from '@koji/common/errors';
import { orFault, orNull } from '../rpc/answers.ts';
import { info } from '../rpc/info.ts';
import { anyone, method, optional, param, permitted } from '../rpc/method.ts';
import { flag } from '../rpc/shapes.ts';
import { nameText } from '../users/names.ts';
import { addVolume as createVolume } from './add-volume.ts';
import { listVolumes as allVolumes, deleteVolume, findVolume, isVolumeUsed } from './queries.ts';

export const getVolume = method({
  name: 'getVolume',
  doc: 'A storage volume by id or name.',
  access: anyone,
  readOnly: true,
  params: [param('volume', info), optional('strict', flag, false)],
  async run({ db }, { volume, strict }) {
    return orNull(await findVolume(db, volume), strict, `No such volume: ${volume}`);
  },
});

export const listVolumes = method({
  name: 'listVolumes',
  doc: 'All storage volumes.',
  access: anyone,
  readOnly: true,
  params: [],
  run: ({ db }) => allVolumes(db),
});

export const addVolume = method({
  name: 'addVolume',
  doc: 'Register a storage volume. Its directory below vol must be there already.',
  access: permitted('admin'),
  params: [param('name', nameText), optional('strict', flag, true)],
  run: (call, { name, strict }) => createVolume(call, name, { strict }),
});

export const removeVolume = method({
  name: 'removeVolume',
  doc: 'Forget a storage volume that holds no builds. Its directory stays.',
  access: permitted('admin'),
  params: [param('volume', info)],
  async run({ db }, { volume: key }) {
    const volume = orFault(await findVolume(db, key), `No such volume: ${key}`);
    if (await isVolumeUsed(db, volume.id)) throw new GenericError(`volume ${volume.name} has build references`);
    await deleteVolume(db, volume.id);
    return null;
  },
});
