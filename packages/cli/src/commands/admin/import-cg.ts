import { existsSync } from 'node:fs';
import { structValue } from '@koji/common/client/typed-hub';
import { isStruct } from '@koji/common/is-struct';
import type { WireStruct } from '@koji/common/wire/values';
import { atLeast } from '../../arguments.ts';
import { command } from '../../command.ts';
import { CommandFailure, UsageError } from '../../errors.ts';
import { linkFile } from '../../importing/link-file.ts';
import { readJsonObject } from '../../importing/read-json.ts';
import { integer, text, toggle } from '../../options/flag.ts';
import { isInBackground } from '../../output/background.ts';
import { uploadProgress } from '../../output/progress.ts';
import { uploadPlace } from '../../session/upload-place.ts';

export const importCg = command({
  name: 'import-cg',
  category: 'admin',
  summary: 'Import external builds with rich metadata',
  usage: '[options] <metadata_file> <files_dir>',
  login: 'required',
  args: atLeast(2),
  flags: {
    noprogress: toggle('--noprogress', 'show no progress of the upload'),
    link: toggle('--link', 'link the files into place instead of uploading them'),
    test: toggle('--test', 'only check whether the files are there'),
    token: text('--token', 'what the reservation of the build gave'),
    draft: toggle('--draft', 'import as a draft'),
    buildId: integer('--build-id', 'the reserved build'),
  },
  async run(context, [metadataPath = '', directory = ''], flags) {
    const { hub, session, out } = context;
    const metadata = await readJsonObject(metadataPath);
    if (flags.buildId) setBuildField(metadata, 'build_id', flags.buildId);
    if (flags.draft) setBuildField(metadata, 'draft', true);
    const files = outputFiles(metadata);
    for (const { relpath, filename } of files) {
      const path = pathOf(directory, relpath, filename);
      if (!existsSync(path)) throw new UsageError(`No such file: ${path}`);
    }
    if (flags.test) return;
    const place = uploadPlace('cli-import');
    const showBar = !flags.noprogress && !isInBackground();
    for (const { relpath, filename } of files) {
      const path = pathOf(directory, relpath, filename);
      const target = relpath === '' ? place : `${place}/${relpath}`;
      if (flags.link) {
        await linkFile(context, path, target);
        continue;
      }
      out.line(`Uploading ${path}`);
      await session.upload(path, target, showBar ? { onProgress: uploadProgress(out) } : {});
      if (showBar) out.line();
    }
    await hub.CGImport(structValue(metadata), place, { token: flags.token ?? null });
  },
});

function setBuildField(metadata: WireStruct, key: string, value: number | boolean): void {
  const { build } = metadata;
  if (!isStruct(build)) throw new CommandFailure('Metadata contains no build');
  build[key] = value;
}

/** The files that the metadata speaks of; some entries describe files that are kept elsewhere. */
function outputFiles({ output }: WireStruct): { relpath: string; filename: string }[] {
  if (!Array.isArray(output)) throw new CommandFailure('Metadata contains no output');
  return output
    .filter(isStruct)
    .filter((info) => !info.metadata_only)
    .map((info) => ({ relpath: String(info.relpath ?? ''), filename: String(info.filename) }));
}

/** As the user wrote the directory. */
function pathOf(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('/');
}
