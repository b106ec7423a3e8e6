import { basename } from 'node:path';
import { structValue } from '@koji/common/client/typed-hub';
import { parseNvr } from '@koji/common/rpm/nvr';
import type { WireStruct } from '@koji/common/wire/values';
import { atLeast } from '../../arguments.ts';
import { type CommandContext, command } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { linkFile } from '../../importing/link-file.ts';
import { readPom } from '../../importing/read-pom.ts';
import { requirePermission } from '../../lookups/require-permission.ts';
import { text, toggle } from '../../options/flag.ts';
import { isInBackground } from '../../output/background.ts';
import { uploadProgress } from '../../output/progress.ts';
import { uploadPlace } from '../../session/upload-place.ts';
import { plainValue } from '../../values/read-value.ts';

export const importArchive = command({
  name: 'import-archive',
  category: 'admin',
  summary: 'Import an archive file and associate it with a build',
  usage: '<build-id|n-v-r> <archive_path> [<archive_path2 ...]',
  login: 'required',
  args: atLeast(2),
  flags: {
    noprogress: toggle('--noprogress', 'show no progress of the upload'),
    createBuild: toggle('--create-build', 'make the build if it is missing'),
    link: toggle('--link', 'link the files into place instead of uploading them'),
    type: text('--type', 'type of the archives: maven, win or image'),
    typeInfo: text('--type-info', 'maven: a local .pom file; win: relpath:platforms[:flags]; image: an architecture'),
  },
  async run(context, [buildName = '', ...paths], { noprogress, createBuild, link, type, typeInfo }) {
    const { hub, session, out } = context;
    if (!type) throw new UsageError('You must specify an archive type');
    const info = structValue(await readTypeInfo(context, type, typeInfo));
    const build = structValue(await findOrMakeBuild(context, buildName, { type, info, createBuild }));
    const showBar = !noprogress && !isInBackground();
    for (const path of paths) {
      const name = basename(path);
      out.line(`Uploading archive: ${name}`);
      const place = uploadPlace('cli-import');
      if (link) await linkFile(context, path, place);
      else await session.upload(path, place, showBar ? { onProgress: uploadProgress(out) } : {});
      out.line();
      await hub.importArchive(`${place}/${name}`, build, type, info);
      out.line(`Imported: ${name}`);
    }
  },
});

async function readTypeInfo(context: CommandContext, type: string, info: string | undefined): Promise<WireStruct> {
  if (type !== 'maven' && type !== 'win' && type !== 'image') throw new UsageError(`Unsupported archive type: ${type}`);
  await requirePermission(context, `${type}-import`, 'admin');
  switch (type) {
    case 'maven':
      if (!info) throw new UsageError('--type-info must point to a .pom file when importing Maven archives');
      return await readPom(info);
    case 'win':
      return readWinInfo(info);
    case 'image':
      if (!info) throw new UsageError('--type-info must be specified');
      return { arch: info };
  }
}

function readWinInfo(info: string | undefined): WireStruct {
  if (!info) throw new UsageError('--type-info must be specified');
  const [relpath = '', platforms, ...flags] = info.split(':');
  if (platforms === undefined) throw new UsageError('--type-info must be in relpath:platforms[:flags] format');
  const words = (text: string) => text.split(/\s+/).filter((word) => word !== '');
  return { relpath, platforms: words(platforms), flags: words(flags.join(':')) };
}

interface NewBuild {
  readonly type: string;
  readonly info: WireStruct;
  readonly createBuild: boolean;
}

async function findOrMakeBuild(
  { hub }: CommandContext,
  name: string,
  { type, info, createBuild }: NewBuild,
): Promise<WireStruct> {
  const found = await hub.getBuild(plainValue(name) as number | string);
  if (found) return found as WireStruct;
  if (!createBuild) throw new UsageError(`No such build: ${name}`);
  const parsed = parseNvr(name);
  const build = structValue({ ...parsed, epoch: parsed.epoch === '' ? null : Number(parsed.epoch) });
  if (type === 'maven') await hub.createMavenBuild(build, info);
  // Where a build that was not made here was made is not known.
  else if (type === 'win') await hub.createWinBuild(build, structValue({ platform: 'import' }));
  else await hub.createImageBuild(build);
  return build;
}
