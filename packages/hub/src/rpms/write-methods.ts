import { method, optional, param, permitted } from '../rpc/method.ts';
import { flag, idOrName, struct } from '../rpc/shapes.ts';
import { readExternalRpm, recordExternalRpms } from './external-rpms.ts';

export const addExternalRPM = method({
  name: 'addExternalRPM',
  doc: 'Record an rpm of an external repository. Without strict one that is known is fine, if it is the same.',
  access: permitted('admin'),
  params: [param('rpminfo', struct), param('external_repo', idOrName), optional('strict', flag, true)],
  async run(call, { rpminfo, external_repo, strict }) {
    await recordExternalRpms(call.db, [readExternalRpm(rpminfo, external_repo)], { strict });
    return null;
  },
});
