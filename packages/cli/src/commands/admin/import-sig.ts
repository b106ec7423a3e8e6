import { existsSync } from 'node:fs';
import { startDigest } from '@koji/common/rpm/checksum';
import { readFacts } from '@koji/common/rpm/fields';
import { readRpm, readSignatureHeader } from '@koji/common/rpm/header';
import { formatNvra } from '@koji/common/rpm/nvr';
import { signatureKey } from '@koji/common/rpm/signature-key';
import { atLeast } from '../../arguments.ts';
import { type CommandContext, command } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { findRpm } from '../../lookups/find-rpm.ts';
import { toggle } from '../../options/flag.ts';

export const importSig = command({
  name: 'import-sig',
  category: 'admin',
  summary: 'Import signatures into the database and write signed RPMs',
  usage: '[options] <package> [<package> ...]',
  login: 'required',
  args: atLeast(1),
  flags: {
    withUnsigned: toggle('--with-unsigned', 'import the headers of unsigned packages too'),
    // Compatibility: signed copies are always written.
    write: toggle('--write', 'write signed copies', { hidden: true }),
    test: toggle('--test', 'only say what would be imported'),
  },
  async run(context, paths, { withUnsigned, test }) {
    for (const path of paths) if (!existsSync(path)) throw new UsageError(`No such file: ${path}`);
    for (const path of paths) await importSignature(context, path, { withUnsigned, test });
  },
});

async function importSignature(
  context: CommandContext,
  path: string,
  style: { readonly withUnsigned: boolean; readonly test: boolean },
): Promise<void> {
  const { hub, out } = context;
  const facts = readFacts(await readRpm(path));
  const header = await readSignatureHeader(path);
  const sigkey = signatureKey(header);
  if (sigkey === '' && !style.withUnsigned) return out.line(`Skipping unsigned package: ${path}`);
  const nvra = formatNvra(facts);
  const rpm = await findRpm(context, facts);
  if (!rpm) return out.line(`No such rpm in system: ${nvra}`);
  if (rpm.external_repo_id) return out.line(`Skipping external rpm: ${nvra}@${rpm.external_repo_name}`);
  const [previous] = await hub.queryRPMSigs({ rpm_id: rpm.id, sigkey });
  if (previous) {
    const digest = startDigest('md5');
    digest.update(header);
    if (previous.sighash === digest.hex()) return out.line(`Signature already imported: ${path}`);
    out.warn(`signature mismatch: ${path}`);
    out.warn(`  The system already has a signature for this rpm with key ${sigkey}`);
    out.warn('  The two signature headers are not the same');
    return;
  }
  out.line(`Importing signature [key ${sigkey}] from ${path}...`);
  if (!style.test) await hub.addRPMSig(rpm.id, header.toString('base64'));
  out.line('Writing signed copy');
  if (!style.test) await hub.writeSignedRPM(rpm.id, sigkey);
}
