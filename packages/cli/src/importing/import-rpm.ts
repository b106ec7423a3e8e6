import { basename } from 'node:path';
import { GenericError } from '@koji/common/errors';
import type { CommandContext } from '../command.ts';
import { findRpm } from '../lookups/find-rpm.ts';
import { uploadPlace } from '../session/upload-place.ts';
import { linkFile } from './link-file.ts';
import type { RpmToImport } from './read-rpms.ts';

export interface ImportStyle {
  readonly link: boolean;
  readonly test: boolean;
}

/** Imports one rpm, unless the hub has it or another one of its name. */
export async function importRpm(context: CommandContext, { path, facts }: RpmToImport, style: ImportStyle): Promise<void> {
  const { hub, session, out } = context;
  const { sigmd5 } = facts;
  const present = await findRpm(context, facts);
  if (present && !present.external_repo_id) {
    if (present.payloadhash === sigmd5) {
      out.line(`RPM already imported: ${path}`);
    } else {
      out.warn(`md5sum mismatch for ${path}`);
      out.warn('  A different rpm with the same name has already been imported');
      out.warn(`  Existing sigmd5 is '${present.payloadhash}', your import has '${sigmd5}'`);
    }
    out.line('Skipping import');
    return;
  }
  if (style.test) {
    out.line(`Test mode -- skipping import for ${path}`);
    return;
  }
  const directory = uploadPlace('cli-import');
  if (style.link) {
    await linkFile(context, path, directory);
  } else {
    out.write(`uploading ${path}... `);
    await session.upload(path, directory);
    out.line('done');
  }
  out.write(`importing ${path}... `);
  try {
    await hub.importRPM(directory, basename(path));
    out.line('done');
  } catch (error) {
    if (!(error instanceof GenericError)) throw error;
    out.line(`\nError importing: ${error.message.split('\n').at(-1)}`);
  }
}
