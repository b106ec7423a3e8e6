import { stat } from 'node:fs/promises';
import { GenericError } from '@koji/common/errors';
import { unlessMissing } from '@koji/common/missing-files';
import type { RpmSignature } from '@koji/common/types/rpm';
import { requireBuild } from '../builds/build-key.ts';
import { listWith, queryOptions } from '../db/query-options.ts';
import { allOf, sql, when } from '../db/sql.ts';
import { anyone, builder, method, optional, param, permitted } from '../rpc/method.ts';
import { anything, flag, isInt32, listOf, nullable, shape, text } from '../rpc/shapes.ts';
import { addSignatures } from './add-signatures.ts';
import { readChecksums, readChecksumTypes } from './checksums.ts';
import { deleteSignatures } from './delete-signatures.ts';
import { findRpmByKey, readRpmKey, requireInternalRpm, requireRpm, rpmKey } from './rpm-key.ts';
import { writeSignedRpm } from './write-signed-rpm.ts';

export const addRPMSig = method({
  name: 'addRPMSig',
  doc: 'Keep a signature header of one of our rpms; the header comes as base64 text.',
  access: permitted('sign'),
  params: [param('an_rpm', rpmKey), param('data', text)],
  async run(call, { an_rpm, data }) {
    const rpm = await requireInternalRpm(call.db, an_rpm);
    const build = await requireBuild(call.db, rpm.build_id);
    const directory = call.layout.build(build);
    if (!(await unlessMissing(stat(directory)))?.isDirectory()) throw new GenericError(`No such directory: ${directory}`);
    await addSignatures(call, build, [{ rpm, signatureHeader: Buffer.from(data, 'base64') }]);
    return null;
  },
});

const signedCopyParams = [param('an_rpm', rpmKey), param('sigkey', text), optional('force', flag, false)] as const;
export const writeSignedRPM = method({
  name: 'writeSignedRPM',
  doc: 'Write the copy of an rpm that carries a stored signature; with force anew where there is one.',
  access: permitted('sign'),
  params: signedCopyParams,
  async run(call, { an_rpm, sigkey, force }) {
    await writeSignedRpm(call, an_rpm, sigkey, { force });
    return null;
  },
});
export const hostWriteSignedRPM = method({
  name: 'host.writeSignedRPM',
  doc: 'As writeSignedRPM, for builders that make signed repositories.',
  access: builder,
  params: signedCopyParams,
  async run(call, { an_rpm, sigkey, force }) {
    await writeSignedRpm(call, an_rpm, sigkey, { force });
    return null;
  },
});

export const queryRPMSigs = method({
  name: 'queryRPMSigs',
  doc: 'The signatures of an rpm, by a key, or both. Unsigned headers have an empty key.',
  access: anyone,
  readOnly: true,
  params: [
    optional('rpm_id', anything, null),
    optional('sigkey', nullable(text), null),
    optional('queryOpts', queryOptions, null),
  ],
  async run({ db }, { rpm_id, sigkey, queryOpts }) {
    const id = isInt32(rpm_id) || rpm_id === null ? rpm_id : (await findRpmByKey(db, readRpmKey(rpm_id)))?.id;
    if (id === undefined) return [];
    return listWith<RpmSignature>(
      db,
      {
        columns: { rpm_id: sql`rpmsigs.rpm_id`, sigkey: sql`rpmsigs.sigkey`, sighash: sql`rpmsigs.sighash` },
        from: sql`from rpmsigs`,
        where: allOf([
          when(id, (i) => sql`rpmsigs.rpm_id = ${i}`),
          when(sigkey?.toLowerCase(), (key) => sql`rpmsigs.sigkey = ${key}`),
        ]),
        defaultOrder: sql`rpmsigs.rpm_id, rpmsigs.sigkey`,
      },
      queryOpts,
    );
  },
});

export const deleteRPMSig = method({
  name: 'deleteRPMSig',
  doc: 'Forget a signature, or all, of an rpm. For emergencies: what was signed should stay so.',
  access: permitted('admin'),
  params: [param('rpminfo', rpmKey), optional('sigkey', nullable(text), null), optional('all_sigs', flag, false)],
  async run(call, { rpminfo, sigkey, all_sigs }) {
    if (!all_sigs && !sigkey) throw new GenericError('No signature specified');
    await deleteSignatures(call, rpminfo, all_sigs ? null : sigkey);
    return null;
  },
});

/** Only a number will do here. */
const rpmId = shape('an rpm id', (value) => {
  if (!isInt32(value)) throw new GenericError('rpm_id must be an integer');
  return value;
});
export const getRPMChecksums = method({
  name: 'getRPMChecksums',
  doc: 'Checksums of the whole file by signing key and type. Those not known are worked out, or nil with cacheonly.',
  access: anyone,
  params: [param('rpm_id', rpmId), optional('checksum_types', nullable(listOf(text)), null), optional('cacheonly', flag, false)],
  async run(call, { rpm_id, checksum_types, cacheonly }) {
    const types = readChecksumTypes(checksum_types?.length ? checksum_types : call.config.rpmDefaultChecksums);
    const rpm = await requireRpm(call.db, { id: rpm_id });
    return readChecksums(call, rpm, types, { cacheOnly: cacheonly });
  },
});
