import { lstat, readFile, rename } from 'node:fs/promises';
import { GenericError } from '@koji/common/errors';
import { isThere, unlessMissing } from '@koji/common/missing-files';
import { formatNvra } from '@koji/common/rpm/nvr';
import type { Build } from '@koji/common/types/build';
import type { Rpm, RpmSignature } from '@koji/common/types/rpm';
import { requireBuild } from '../builds/build-key.ts';
import type { Call } from '../rpc/call.ts';
import { removeAfterCommit } from '../tree/remove.ts';
import { deleteSignatures as deleteRows, listSignatures } from './queries.ts';
import { type GivenRpm, requireInternalRpm } from './rpm-key.ts';

/** Forgets one signature of an rpm, or all (null), with the signed copies. The headers are kept under another name. */
export async function deleteSignatures(call: Call, key: GivenRpm, sigkey: string | null): Promise<void> {
  const rpm = await requireInternalRpm(call.db, key);
  const signatures = (await listSignatures(call.db, rpm.id)).filter((each) => sigkey === null || each.sigkey === sigkey);
  if (signatures.length === 0) throw new GenericError(`${formatNvra(rpm)} has no matching signatures to delete`);
  await deleteRows(
    call.db,
    rpm.id,
    signatures.map((each) => each.sigkey),
  );
  const build = await requireBuild(call.db, rpm.build_id);
  for (const signature of signatures) {
    if (signature.sigkey !== '') removeAfterCommit(call.db, call.layout.signedRpm(build, rpm, signature.sigkey));
    await saveHeader(call, rpm, build, signature);
  }
  call.log.warn({ rpm: rpm.id, keys: signatures.map((each) => each.sigkey) }, 'deleted signatures');
}

async function saveHeader(call: Call, rpm: Rpm, build: Build, { sigkey, sighash }: RpmSignature): Promise<void> {
  const header = call.layout.signatureHeader(build, rpm, sigkey);
  const saved = call.layout.savedSignatureHeader(build, rpm, sigkey, sighash);
  const found = await unlessMissing(lstat(header));
  if (!found) {
    call.log.error({ header }, 'signature header is missing');
    return;
  }
  if (!found.isFile()) throw new GenericError(`Not a regular file: ${header}`);
  if (await isThere(saved)) {
    // A deletion that did not come to its end has saved it already.
    if (!(await readFile(header)).equals(await readFile(saved))) throw new GenericError(`Stray header backup file: ${saved}`);
    removeAfterCommit(call.db, header);
    return;
  }
  call.db.onCommit(() => rename(header, saved));
}
